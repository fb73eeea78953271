import { quoteLiteral } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, reached } from "../../observation";

/** CREATE STATISTICS keeps combinations of values: most common ones, and values of expressions. */
export default defineAttack({
  id: "read-extended-statistics",
  title: "Reads tenants' values from extended statistics",
  family: "side channels",
  severity: "medium",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "Extended statistics hold the most common combinations of values, of all tenants.",
  defence:
    "views that show extended statistics to the table's owner alone (CVE-2024-4317), and catalogs that only superusers may read",
  fix: "take the role out of the owner's role; on a cluster made before May 2024 run fix-CVE-2024-4317.sql; REVOKE SELECT ON pg_statistic_ext_data FROM the role and from PUBLIC",
  run: async (context) => {
    const names = context.scene.targets["tenant table"].map(
      ({ object: { schema = "", name } }) => `(${quoteLiteral(schema)}, ${quoteLiteral(name)})`,
    );
    const direct = await context.attempt({
      statements: ["SELECT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext_data)"],
      evidence: "may read the extended statistics of every table",
    });
    if (names.length === 0) return [direct, moot("there is no tenant table")];
    const views = ["pg_stats_ext", "pg_stats_ext_exprs"].map(
      (view) =>
        `SELECT EXISTS (SELECT FROM pg_catalog.${view} WHERE (schemaname, tablename) IN (${names.join(", ")})) AS seen`,
    );
    return Promise.all([
      direct,
      ...views.map(async (question) => {
        const [there] = await context.ask<{ seen: boolean }>(question);
        if (there?.seen !== true) return moot("no such statistics of tenant tables were collected");
        return context.attempt({
          statements: [question],
          read: ([row]) =>
            row?.["seen"] === true
              ? reached("saw extended statistics of a tenant table")
              : heldBack("saw no statistics"),
        });
      }),
    ]);
  },
});
