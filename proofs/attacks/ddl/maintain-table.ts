import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached } from "../../observation";

/** Asked of the server: the commands themselves would rewrite and lock the table. */
export default defineAttack({
  id: "maintain-table",
  title: "Rewrites or locks a table by CLUSTER, REINDEX, VACUUM FULL or LOCK TABLE (MAINTAIN)",
  family: "schema changes",
  severity: "medium",
  as: EVERYONE,
  target: "table",
  looks: true,
  since: 170_000,
  why: "A rewrite keeps everybody out of the table for as long as it takes.",
  defence: "no MAINTAIN privilege, and no membership in pg_maintain, for roles that only work with rows",
  fix: "REVOKE MAINTAIN on the table; REVOKE pg_maintain FROM the role; never GRANT ALL on tables",
  run: (context, { oid }) =>
    context.attempt({
      statements: [`SELECT pg_catalog.has_table_privilege(${oid}::oid, 'MAINTAIN') AS held`],
      read: ([row]) =>
        row?.["held"] === true
          ? reached("has the MAINTAIN privilege")
          : heldBack("has no MAINTAIN privilege"),
    }),
});
