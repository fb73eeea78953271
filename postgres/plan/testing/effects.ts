import assert from "node:assert/strict";
import { judge } from "../../apply/preflight";
import type { Session } from "../../connect/session";
import { quoteIdentifier } from "../../sql/quote";
import type { AccessPlan } from "../plan-access";
import { SCHEMA } from "./questions";
import type { RandomPlace } from "./random-scene";

/** Makes the statements one by one in a transaction that is rolled back. */
export async function everyStatementHasAnEffect(
  session: Session,
  plan: AccessPlan,
  place: RandomPlace,
): Promise<void> {
  await session.query("BEGIN");
  try {
    let before = await fingerprint(session, place);
    assert.ok(plan.model);
    const { acting } = judge(plan.model, plan.statements, () => true);
    for (const statement of plan.statements) {
      const { sql } = statement;
      const become = acting.get(statement)?.become;
      await session.query(
        become === undefined ? sql : `SET LOCAL ROLE ${quoteIdentifier(become)}; ${sql}; RESET ROLE`,
      );
      const after = await fingerprint(session, place);
      assert.notEqual(after, before, `without effect: ${sql}`);
      before = after;
    }
  } finally {
    await session.query("ROLLBACK");
  }
}

async function fingerprint(session: Session, { roles, outside, major }: RandomPlace): Promise<string> {
  const [row] = await session.rows(
    `SELECT (SELECT string_agg(concat_ws(' ', oid, relowner, relacl), ';' ORDER BY oid) FROM pg_class WHERE relnamespace = n.oid),
            (SELECT string_agg(concat_ws(' ', attrelid, attnum, attacl), ';' ORDER BY attrelid, attnum)
               FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE c.relnamespace = n.oid AND attacl IS NOT NULL),
            (SELECT string_agg(concat_ws(' ', oid, proowner, proacl), ';' ORDER BY oid) FROM pg_proc WHERE pronamespace = n.oid),
            (SELECT string_agg(concat_ws(' ', oid, typowner, typacl), ';' ORDER BY oid) FROM pg_type WHERE typnamespace = n.oid),
            n.nspowner, n.nspacl::text,
            (SELECT string_agg(d::text, ';' ORDER BY oid) FROM pg_default_acl d),
            (SELECT string_agg(m::text, ';' ORDER BY roleid, member, grantor) FROM pg_auth_members m),
            (SELECT string_agg(r::text, ';' ORDER BY oid) FROM pg_roles r WHERE rolname = ANY ($2)),
            (SELECT string_agg(s::text, ';' ORDER BY setdatabase, setrole)
               FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = setrole
              WHERE rolname = ANY ($2) OR setrole = 0 AND setdatabase = b.oid),
            b.datdba, b.datacl::text, b.datconnlimit,
            (SELECT string_agg(concat_ws(' ', oid, lanacl), ';' ORDER BY oid) FROM pg_language),
            (SELECT string_agg(concat_ws(' ', oid, fdwacl), ';' ORDER BY oid) FROM pg_foreign_data_wrapper),
            (SELECT string_agg(concat_ws(' ', oid, srvacl), ';' ORDER BY oid) FROM pg_foreign_server),
            (SELECT string_agg(concat_ws(' ', oid, lomacl), ';' ORDER BY oid) FROM pg_largeobject_metadata),
            (SELECT string_agg(concat_ws(' ', oid, spcacl), ';' ORDER BY oid) FROM pg_tablespace WHERE spcname = ANY ($3)),
            ${major >= 15 ? "(SELECT string_agg(paracl::text, ';') FROM pg_parameter_acl WHERE parname = ANY ($3))" : "NULL"}
       FROM pg_namespace n, pg_database b WHERE nspname = $1 AND datname = current_database()`,
    [SCHEMA, roles.members, outside.map(({ name }) => name)],
  );
  return JSON.stringify(row);
}
