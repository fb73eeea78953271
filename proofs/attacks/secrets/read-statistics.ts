import { quoteLiteral } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, reached } from "../../observation";

/** `pg_stats` hides a table's most common values from roles that its row security binds. */
export default defineAttack({
  id: "read-statistics",
  title: "Reads tenants' values from the planner's statistics",
  family: "secrets",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  why: "The planner's statistics hold the most common values of each column, of all tenants.",
  defence: "row security that binds the role, and catalogs of statistics that only superusers may read",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY on the table; REVOKE SELECT ON pg_statistic FROM the role and from PUBLIC",
  run: async (context, { object: { oid, schema = "", name } }) => {
    const where = `schemaname = ${quoteLiteral(schema)} AND tablename = ${quoteLiteral(name)}`;
    const direct = await context.attempt({
      statements: [`SELECT EXISTS (SELECT FROM pg_catalog.pg_statistic WHERE starelid = ${oid})`],
      evidence: "may read the statistics of every table",
    });
    const [there] = await context.ask<{ there: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_catalog.pg_stats WHERE ${where}) AS there`,
    );
    if (there?.there !== true) return [direct, moot("no statistics of it were collected yet")];
    const byView = await context.attempt({
      statements: [`SELECT EXISTS (SELECT FROM pg_catalog.pg_stats WHERE ${where}) AS seen`],
      read: ([row]) =>
        row?.["seen"] === true ? reached("saw the table's statistics") : heldBack("saw no statistics"),
    });
    return [direct, byView];
  },
});
