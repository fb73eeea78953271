import { quoteLiteral } from "../../../sql/quote";
import { GUARD_SCHEMA } from "../../../sql/tenancy-names";
import type { GuardMode, RowSecurityIntent } from "../intent";
import { TENANT_POLICY } from "../policies";
import { guardHeadLine } from "./head";
import { guardNames } from "./names";
import { type Raise, raise, sentencePart } from "./raise";
import { selectionSql } from "./selection";
import { closedPolicies, executeCreatePolicy, isThePolicy, variants } from "./variants";

/**
 * The guard's function. It runs after commands that make or alter tables and policies (`ddl_command_end`) and after
 * drops (`sql_drop`), with the rights of whoever made the command: that role owns the new table, or is a superuser.
 *
 * Nothing tells it that it runs because of a command of its own, and no setting could without telling attackers too. So it
 * needs no telling: a policy that is what the declaration wants is nobody's mischief, and a table that has its policies
 * and its switches is left alone.
 */
export function guardBody(intent: RowSecurityIntent & { readonly guard: Exclude<GuardMode, "off"> }): string {
  const { schemas, keys, guard: mode } = intent;
  const columns = keys.map(({ column }) => column);
  const { meant, special } = selectionSql(intent);
  const schemaList = schemas.map(quoteLiteral).join(", ");
  const has = (column: string) =>
    `EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = ${quoteLiteral(column)})`;
  const selected = `n.nspname IN (${schemaList}) AND r.relpersistence <> 't' AND (${meant}) AND (${columns.map(has).join(" OR ")})`;
  const level = mode === "report" ? "WARNING" : "EXCEPTION";
  const name = "pg_catalog.format('%I.%I', found.nspname, found.relname)";
  const manager = quoteLiteral(guardNames(intent).function);
  const managing = `(SELECT pg_catalog.pg_get_userbyid(g.proowner) FROM pg_catalog.pg_proc g JOIN pg_catalog.pg_namespace s ON s.oid = g.pronamespace WHERE s.nspname = ${quoteLiteral(GUARD_SCHEMA)} AND g.proname = ${manager})`;
  const policyTaken: Raise = {
    level,
    state: "takenAway",
    message: ["policy %I on table %s: row security there is managed", "found.polname", name],
    hint: ["only %s changes it: declare the change in RowSecurity, and update", "manager"],
  };
  const cannot = (why: string, ...expressions: string[]): Raise => ({
    level,
    state: "unprotectable",
    message: [`%s has ${sentencePart(columns.join(" or "))}, and ${why}`, name, ...expressions],
    hint: ["keep the rows of tenants out of it, or name it in except of RowSecurity, with a reason"],
  });
  const every = variants(intent);
  const bound = every.flatMap(({ policies }) =>
    policies.filter(({ stored }) => stored.name === TENANT_POLICY),
  );
  const own = [...bound, ...closedPolicies(intent)].map((policy) => isThePolicy(intent, policy));
  const mask = columns
    .map((column, place) => `CASE WHEN ${has(column)} THEN ${2 ** place} ELSE 0 END`)
    .join(" + ");
  const typesWrong = keys
    .map(
      ({ column, type }) =>
        `EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = ${quoteLiteral(column)} AND pg_catalog.format_type(a.atttypid, NULL) <> ${quoteLiteral(type)})`,
    )
    .join(" OR ");
  return `${guardHeadLine({ mode, schemas, columns })}
DECLARE
  manager name := ${managing};
  managed boolean := session_user = manager;
  found record;
  target text;
BEGIN
  IF TG_EVENT = 'sql_drop' THEN
    IF managed THEN
      RETURN;
    END IF;
    FOR found IN
      SELECT n.nspname, r.relname, d.address_names[3] AS polname
        FROM pg_catalog.pg_event_trigger_dropped_objects() d
        JOIN pg_catalog.pg_namespace n ON n.nspname = d.address_names[1]
        JOIN pg_catalog.pg_class r ON r.relnamespace = n.oid AND r.relname = d.address_names[2]
       WHERE d.original AND d.object_type = 'policy' AND r.relkind IN ('r', 'p') AND ${selected}
    LOOP
      ${raise(policyTaken)}
    END LOOP;
    RETURN;
  END IF;

  IF NOT managed THEN
    FOR found IN
      SELECT n.nspname, r.relname, p.polname
        FROM pg_catalog.pg_event_trigger_ddl_commands() c
        JOIN pg_catalog.pg_policy p ON p.oid = c.objid
        JOIN pg_catalog.pg_class r ON r.oid = p.polrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
       WHERE c.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
         AND (p.polpermissive OR c.command_tag = 'ALTER POLICY') AND ${selected}
         AND NOT (${own.map((one) => `(${one})`).join("\n              OR ")})
    LOOP
      ${raise(policyTaken)}
    END LOOP;
  END IF;

  FOR found IN
    WITH RECURSIVE touched AS (
      SELECT r.oid
        FROM pg_catalog.pg_event_trigger_ddl_commands() c
        JOIN pg_catalog.pg_class r
          ON c.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND r.oid = c.objid
          OR c.command_tag IN ('ALTER TYPE', 'CREATE SCHEMA', 'ALTER SCHEMA')
             AND r.relnamespace IN (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname IN (${schemaList}))
      UNION
      SELECT i.inhrelid FROM touched t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
    )
    SELECT n.nspname, r.relname, r.relkind, ${mask} AS keys, (${typesWrong}) AS mistyped, (${special}) AS special,
           EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid AND p.polname LIKE 'palisade\\_%') AS had
      FROM touched t
      JOIN pg_catalog.pg_class r ON r.oid = t.oid
      JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
     WHERE r.relkind IN ('r', 'p', 'f', 'm') AND ${selected}
       AND NOT (r.relrowsecurity AND ${intent.force ? "r.relforcerowsecurity AND " : ""}EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid))
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = r.oid AND e.deptype = 'e')
     ORDER BY n.nspname, r.relname
  LOOP
    target := ${name};
    IF found.relkind IN ('f', 'm') THEN
      ${raise(cannot("a %s cannot have row security", "CASE found.relkind WHEN 'f' THEN 'foreign table' ELSE 'materialized view' END"))}
      CONTINUE;
    END IF;
    IF found.had THEN
      IF NOT managed THEN
        ${raise({
          level,
          state: "takenAway",
          message: ["table %s must keep its row security enabled and forced", name],
          hint: ["only %s switches it: declare the change in RowSecurity, and update", "manager"],
        })}
      END IF;
      CONTINUE;
    END IF;
    IF found.mistyped THEN
      ${raise(cannot(`not with the declared type: ${sentencePart(keys.map(({ column, type }) => `${column} ${type}`).join(", "))}`))}
      CONTINUE;
    END IF;
    ${nakedTable(intent, name, every)}
  END LOOP;
END
`;
}

/** What happens to a new table with the tenant column. */
function nakedTable(intent: RowSecurityIntent, name: string, every: ReturnType<typeof variants>): string {
  const columns = sentencePart(intent.keys.map(({ column }) => column).join(" or "));
  if (intent.guard !== "protect")
    return raise({
      level: intent.guard === "report" ? "WARNING" : "EXCEPTION",
      state: "naked",
      message: [`table %s has ${columns} and no row security`, name],
      hint:
        intent.guard === "report"
          ? ["the next update of RowSecurity protects it"]
          : [
              "make it in another schema, protect it there (ENABLE and FORCE ROW LEVEL SECURITY, a policy), and move it by ALTER TABLE ... SET SCHEMA; or name it in except of RowSecurity, with a reason",
            ],
    });
  const make = (policies: Parameters<typeof executeCreatePolicy>[0][]) =>
    policies.map((policy) => `          ${executeCreatePolicy(policy, "target")}`).join("\n");
  const branches = every.map(
    ({ mask, policies }) => `        ELSIF found.keys = ${mask} THEN\n${make([...policies])}`,
  );
  return `BEGIN
        IF found.special THEN
${make([...closedPolicies(intent)])}
${branches.join("\n")}
        END IF;
        EXECUTE 'ALTER TABLE ' || target || ' ENABLE ROW LEVEL SECURITY${intent.force ? ", FORCE ROW LEVEL SECURITY" : ""}';
    EXCEPTION WHEN OTHERS THEN
      ${raise({
        level: "EXCEPTION",
        state: "unprotectable",
        message: [`table %s has ${columns}, and could not be protected: %s`, name, "SQLERRM"],
        hint: ["mend that, or name the table in except of RowSecurity, with a reason"],
      })}
    END;`;
}
