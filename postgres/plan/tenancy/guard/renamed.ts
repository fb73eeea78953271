import { quoteLiteral } from "../../../sql/quote";
import type { RowSecurityIntent } from "../intent";
import { guardNames } from "./names";
import { type Raise, raise } from "./raise";

/** The commands before which the guard looks which of its schemas are there. */
export const RENAMING_COMMANDS: readonly string[] = ["ALTER SCHEMA"];

/**
 * A schema under another name is out of the guard's sight: it goes by names, as the declaration does. After the command
 * nothing tells what a schema was called before, so the declared ones are noted before it, for the transaction, and
 * nobody can come in between. As PL/pgSQL: what is done before, and what after.
 */
export function renamedSchemas(
  intent: RowSecurityIntent,
  level: Raise["level"],
): { readonly before: string; readonly after: string } {
  const setting = quoteLiteral(`palisade.${guardNames(intent).function}`);
  const schemas = intent.schemas.map(quoteLiteral).join(", ");
  const told: Omit<Raise, "level"> = {
    state: "takenAway",
    message: [
      "schema %I is now %I, which RowSecurity does not know: new tables in it would be unprotected",
      "found.was",
      "found.nspname",
    ],
    hint: [
      "add the new name to schemas of RowSecurity, update, and then rename it; only %s may do it before",
      "manager",
    ],
  };
  return {
    before: `PERFORM pg_catalog.set_config(${setting}, coalesce((SELECT pg_catalog.jsonb_object_agg(n.oid::text, n.nspname)::text FROM pg_catalog.pg_namespace n WHERE n.nspname IN (${schemas})), '{}'), true);`,
    after: `FOR found IN
    SELECT n.nspname, w.value AS was
      FROM pg_catalog.pg_event_trigger_ddl_commands() c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.objid
      JOIN pg_catalog.jsonb_each_text(nullif(pg_catalog.current_setting(${setting}, true), '')::jsonb) w ON w.key = n.oid::text
     WHERE c.command_tag = 'ALTER SCHEMA' AND c.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
       AND n.nspname NOT IN (${schemas})
  LOOP
    IF managed THEN
      ${raise({ level: "WARNING", ...told, hint: ["add the new name to schemas of RowSecurity, and update"] })}
    ELSE
      ${raise({ level, ...told })}
    END IF;
  END LOOP;`,
  };
}
