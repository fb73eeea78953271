import { quoteLiteral } from "../../../sql/quote";
import { GUARD_SCHEMA } from "../../../sql/tenancy-names";
import type { GuardMode, RowSecurityIntent } from "../intent";
import { TENANT_POLICY } from "../policies";
import { guardHeadLine } from "./head";
import { isKnown, NO_OTHERS, type OtherPolicies } from "./known";
import { nakedTable } from "./naked";
import { guardNames } from "./names";
import { type Raise, raise, sentencePart } from "./raise";
import { EACH, hasColumn, ownNames, reachSql, watchedByAnother } from "./reach";
import { renamedSchemas } from "./renamed";
import { staleSnapshots } from "./stale";
import { isNarrow, keyMask, variants } from "./variants";

/**
 * The guard's function. It runs before a schema is renamed (`ddl_command_start`: see {@link renamedSchemas}), after commands that make or alter
 * tables and policies (`ddl_command_end`) and after drops (`sql_drop`), with the rights of whoever made the command: that
 * role owns the new table, or is a superuser.
 *
 * Nothing tells it that it runs because of a command of its own, and no setting could without telling attackers too. So it
 * needs no telling: a policy that is what the declaration wants is nobody's mischief, and a table that has its policies
 * and its switches is left alone.
 *
 * A table counts as protected by what binds it, not by what it is called: its switches are on, and no permissive policy is
 * there but those that the declaration wants, letter by letter. A table without any shows nothing, and may be.
 */
export function guardBody(
  intent: RowSecurityIntent & { readonly guard: Exclude<GuardMode, "off"> },
  others: OtherPolicies = NO_OTHERS,
): string {
  const { identity, schemas, keys, guard: mode } = intent;
  const columns = keys.map(({ column }) => column);
  const { inScope, carries, special } = reachSql(intent);
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
  const switchTaken: Raise = {
    level,
    state: "takenAway",
    message: ["table %s must keep its row security enabled and forced", name],
    hint: ["only %s switches it: declare the change in RowSecurity, and update", "manager"],
  };
  const cannot = (why: string, ...expressions: string[]): Raise => ({
    level,
    state: "unprotectable",
    message: [`%s has ${sentencePart(columns.join(" or "))}, and ${why}`, name, ...expressions],
    hint: ["keep the rows of tenants out of it, or name it in except of RowSecurity, with a reason"],
  });
  const opened: Raise = {
    level,
    state: "unprotectable",
    message: ["table %s has policy %I, which is not declared and can only open it", name, "found.opened_by"],
    hint: [
      "drop the policy before the table becomes a tenant table, or declare it in policies of RowSecurity",
    ],
  };
  const renamed = renamedSchemas(intent, level);
  const every = variants(intent);
  const known = isKnown(intent, every, others);
  const narrow = isNarrow(intent, every);
  const on = `r.relrowsecurity${intent.force ? " AND r.relforcerowsecurity" : ""}`;
  const typesWrong = keys
    .map(({ column, type }) =>
      hasColumn(
        quoteLiteral(column),
        ` AND pg_catalog.format_type(a.atttypid, NULL) <> ${quoteLiteral(type)}`,
      ),
    )
    .join(" OR ");
  return `${guardHeadLine({ of: identity, mode, schemas, columns })}
DECLARE
  manager name := ${managing};
  managed boolean := session_user = manager;
  found record;
  target text;
BEGIN
  IF TG_EVENT = 'ddl_command_start' THEN
    ${renamed.before}
    RETURN;
  END IF;

  IF TG_EVENT = 'sql_drop' THEN
    IF managed THEN
      RETURN;
    END IF;
    FOR found IN
      SELECT n.nspname, r.relname, d.address_names[3] AS polname
        FROM pg_catalog.pg_event_trigger_dropped_objects() d
        JOIN pg_catalog.pg_namespace n ON n.nspname = d.address_names[1]
        JOIN pg_catalog.pg_class r ON r.relnamespace = n.oid AND r.relname = d.address_names[2]
       WHERE d.original AND d.object_type = 'policy' AND r.relkind IN ('r', 'p')
         AND (${inScope} OR d.address_names[3] IN (${ownNames()}) AND NOT ${watchedByAnother(intent)})
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
         AND (p.polpermissive OR c.command_tag = 'ALTER POLICY') AND (${inScope} OR ${carries})
         AND (${narrow} OR NOT ${known})
    LOOP
      ${raise(policyTaken)}
    END LOOP;
  END IF;

  ${renamed.after}

  ${staleSnapshots(intent, level)}

  FOR found IN
    WITH RECURSIVE commands AS MATERIALIZED (
      SELECT c.classid, c.objid, c.command_tag FROM pg_catalog.pg_event_trigger_ddl_commands() c
    ), named AS (
      SELECT c.objid AS oid FROM commands c WHERE c.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      UNION
      SELECT r.oid FROM commands c
       CROSS JOIN LATERAL (SELECT r.oid FROM pg_catalog.pg_class r WHERE r.relnamespace = c.objid${EACH}) r
       WHERE c.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND c.command_tag IN ('CREATE SCHEMA', 'ALTER SCHEMA')
      UNION
      SELECT r.oid FROM commands c
       CROSS JOIN LATERAL (SELECT r.oid FROM pg_catalog.pg_class k JOIN pg_catalog.pg_class r ON r.reloftype = k.reltype
                            WHERE k.oid = c.objid AND k.relkind = 'c'${EACH}) r
       WHERE c.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.command_tag = 'ALTER TYPE'
      UNION
      SELECT m.objid FROM commands c
       CROSS JOIN LATERAL (SELECT m.objid FROM pg_catalog.pg_depend m
                            WHERE m.refclassid = c.classid AND m.refobjid = c.objid AND m.deptype = 'e'
                              AND m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass${EACH}) m
       WHERE c.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND c.command_tag = 'ALTER EXTENSION'
    ), touched AS (
      SELECT n.oid FROM named n
      UNION
      SELECT i.inhrelid FROM touched t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
    ), reached AS (
      SELECT r.oid, r.relname, r.relkind, n.nspname, ${on} AS switched_on, r.relrowsecurity, ${inScope} AS in_scope,
             EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid AND p.polname IN (${ownNames()})${EACH}) AS had
        FROM touched t
       CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_class r WHERE r.oid = t.oid AND r.relkind IN ('r', 'p', 'f', 'm')${EACH}) r
        JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
    ), judged AS (
      SELECT r.*, ${keyMask(intent)} AS keys, (${typesWrong}) AS mistyped, ${special} AS special,
             EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid AND p.polname = ${quoteLiteral(TENANT_POLICY)}${EACH}) AS bound,
             EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid AND ${narrow}${EACH}) AS narrow,
             (SELECT pg_catalog.min(p.polname::text) FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid AND p.polpermissive AND NOT ${known}) AS opened_by
        FROM reached r
        CROSS JOIN LATERAL (SELECT r.nspname) n
       WHERE r.in_scope
    )
    SELECT j.* FROM judged j
     WHERE NOT j.switched_on OR j.relkind IN ('f', 'm') OR j.narrow OR j.opened_by IS NOT NULL${mode === "protect" ? " OR NOT (j.bound OR j.special)" : ""}
    UNION ALL
    SELECT r.*, 0, false, false, false, false, NULL
      FROM reached r CROSS JOIN LATERAL (SELECT r.nspname) n
     WHERE NOT r.in_scope AND r.had AND NOT r.relrowsecurity AND NOT ${watchedByAnother(intent)}
     ORDER BY nspname, relname
  LOOP
    target := ${name};
    IF found.relkind IN ('f', 'm') THEN
      IF found.in_scope THEN
        ${raise(cannot("a %s cannot have row security", "CASE found.relkind WHEN 'f' THEN 'foreign table' ELSE 'materialized view' END"))}
      END IF;
      CONTINUE;
    END IF;
    IF found.had AND NOT found.switched_on THEN
      IF NOT managed THEN
        ${raise(switchTaken)}
      END IF;
      CONTINUE;
    END IF;
    IF found.opened_by IS NOT NULL AND NOT managed THEN
      ${raise(opened)}
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
