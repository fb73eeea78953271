import type { GuardFunction, GuardTrigger, LiveGuard, TriggerState } from "../../model/guard";
import { quoteLiteral } from "../../sql/quote";
import { GUARD_PREFIX, GUARD_SCHEMA } from "../../sql/tenancy-names";
import type { Batch } from "../batch";

/**
 * Who may create event triggers beside superusers: the admin role of Amazon RDS and Aurora (the guide for RDS for
 * PostgreSQL, "Event triggers"). PostgreSQL itself knows only superusers. Others also need CREATE on the database, for
 * the schema of the function.
 */
const PLATFORM_ADMINS = ["rds_superuser"];

const MAY_CREATE = `SELECT r.rolsuper OR pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CREATE') AND EXISTS (
    SELECT FROM pg_catalog.pg_roles a WHERE a.rolname = ANY (ARRAY[${PLATFORM_ADMINS.map(quoteLiteral).join(", ")}])
       AND pg_catalog.pg_has_role(r.oid, a.oid, 'MEMBER'))
  FROM pg_catalog.pg_roles r WHERE r.rolname = session_user`;

const grantees = (acl: string, owner: string) => `
  ARRAY(SELECT DISTINCT CASE a.grantee WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END
          FROM pg_catalog.aclexplode(${acl}) a WHERE a.grantee <> ${owner} ORDER BY 1)`;

const SCHEMA = `SELECT pg_catalog.pg_get_userbyid(n.nspowner),
         ${grantees("coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))", "n.nspowner")}
    FROM pg_catalog.pg_namespace n WHERE n.nspname = ${quoteLiteral(GUARD_SCHEMA)}`;

const FUNCTIONS = `SELECT p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.pg_get_userbyid(p.proowner),
         l.lanname, pg_catalog.format_type(p.prorettype, NULL), p.prosecdef, coalesce(p.proconfig, '{}'), p.prosrc,
         ${grantees("coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))", "p.proowner")}
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_language l ON l.oid = p.prolang
   WHERE n.nspname = ${quoteLiteral(GUARD_SCHEMA)}
   ORDER BY p.proname COLLATE "C", pg_catalog.pg_get_function_identity_arguments(p.oid) COLLATE "C"`;

const TRIGGERS = `SELECT e.evtname, pg_catalog.pg_get_userbyid(e.evtowner), e.evtevent, coalesce(e.evttags, '{}'),
         e.evtenabled::text, n.nspname, p.proname
    FROM pg_catalog.pg_event_trigger e JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname = ${quoteLiteral(GUARD_SCHEMA)} OR e.evtname LIKE ${quoteLiteral(`${GUARD_PREFIX.replaceAll("_", "\\_")}%`)}
   ORDER BY e.evtname COLLATE "C"`;

const STATES: Readonly<Record<string, TriggerState>> = {
  O: "origin",
  R: "replica",
  A: "always",
  D: "disabled",
};

/** Adds to a batch what a database has of guards over new tables. The function it returns gives it, once the batch has run. */
export function addGuard(batch: Batch): () => LiveGuard {
  const [right, schema, functions, triggers] = [MAY_CREATE, SCHEMA, FUNCTIONS, TRIGGERS].map((sql) =>
    batch.add(sql),
  ) as [() => unknown[][], () => unknown[][], () => unknown[][], () => unknown[][]];
  return () => {
    const [found] = schema();
    return {
      mayCreate: right()[0]?.[0] === true,
      ...(found === undefined
        ? {}
        : { schema: { owner: found[0] as string, grantees: found[1] as string[] } }),
      functions: functions().map(
        ([name, args, owner, language, returns, definer, settings, source, granted]): GuardFunction => ({
          name: name as string,
          args: args as string,
          owner: owner as string,
          language: language as string,
          returns: returns as string,
          securityDefiner: definer as boolean,
          settings: settings as string[],
          source: source as string,
          grantees: granted as string[],
        }),
      ),
      triggers: triggers().map(
        ([name, owner, event, tags, state, functionSchema, functionName]): GuardTrigger => ({
          name: name as string,
          owner: owner as string,
          event: event as string,
          tags: [...(tags as string[])].sort(),
          state: STATES[state as string] ?? "disabled",
          function: { schema: functionSchema as string, name: functionName as string },
        }),
      ),
    };
  };
}
