import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Session } from "../../postgres/connect/session";

const GUIDE = join(resolve(__dirname, "..", ".."), "docs", "guides", "audit.md");

/** The statements of the guide that make an auditor, for a role and a database of other names. */
export function statementsOfGuide(role: string, database: string): string[] {
  const [, block] =
    /```sql\n(CREATE ROLE palisade_auditor[\s\S]*?)```/.exec(readFileSync(GUIDE, "utf8")) ?? [];
  if (block === undefined) throw new Error(`${GUIDE} has no statements that make an auditor`);
  return block
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("--"))
    .map((line) =>
      line.replaceAll("palisade_auditor", role).replaceAll("DATABASE shop", `DATABASE ${database}`),
    );
}

/** All that the catalogs know of a role in one database, its name and password left out. */
export async function stateOfRole(session: Session, role: string): Promise<Record<string, unknown>> {
  const named = (text: string) => text.replaceAll(role, "the role");
  const lines = async (sql: string) =>
    (await session.rows(sql, [role])).map(([line]) => named(String(line))).sort();
  return {
    attributes: await session.rows(
      `SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolinherit, rolconnlimit
         FROM pg_roles WHERE rolname = $1`,
      [role],
    ),
    memberships: await lines(
      `SELECT to_jsonb(m) - 'oid' - 'grantor' - 'roleid' - 'member' || jsonb_build_object('of', m.roleid::regrole::text)
         FROM pg_auth_members m WHERE m.member = $1::regrole OR m.roleid = $1::regrole`,
    ),
    settings: await lines(
      "SELECT setdatabase || ' ' || entry FROM pg_db_role_setting, unnest(setconfig) AS entry WHERE setrole = $1::regrole",
    ),
    privileges: await lines(
      `SELECT d.objid::regclass || ' ' || a.privilege_type FROM pg_shdepend d JOIN pg_class c ON c.oid = d.objid,
              aclexplode(c.relacl) a WHERE d.refobjid = $1::regrole AND d.classid = 'pg_class'::regclass AND a.grantee = d.refobjid
        UNION ALL
       SELECT d.objid::regprocedure || ' ' || a.privilege_type FROM pg_shdepend d JOIN pg_proc p ON p.oid = d.objid,
              aclexplode(p.proacl) a WHERE d.refobjid = $1::regrole AND d.classid = 'pg_proc'::regclass AND a.grantee = d.refobjid
        UNION ALL
       SELECT 'database ' || a.privilege_type FROM pg_database b, aclexplode(b.datacl) a
        WHERE b.datname = current_database() AND a.grantee = $1::regrole`,
    ),
    everything: await session.rows("SELECT count(*)::int FROM pg_shdepend WHERE refobjid = $1::regrole", [
      role,
    ]),
  };
}
