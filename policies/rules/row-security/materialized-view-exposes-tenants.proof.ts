import { grant, relation, table, view } from "../../testing/factories";
import { APP, OWNER, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./materialized-view-exposes-tenants";

const object = relation("totals", "materialized view");

export default defineProof({
  rule,
  bad: { table: [table()], view: [view({ object })], grant: [grant({ object })] },
  fixed: { table: [table()], view: [view({ object })], grant: [] },
  notApplicable: { table: [table()], view: [view({ object, reads: [] })], grant: [grant({ object })] },
  key: "materialized-view-exposes-tenants:shop:materialized view app.totals to app",
  live: {
    kind: "sql",
    setup: [
      ...SHOP,
      "CREATE MATERIALIZED VIEW app.totals AS SELECT tenant_id, count(*) FROM app.orders GROUP BY 1",
      `ALTER MATERIALIZED VIEW app.totals OWNER TO ${OWNER}`,
    ],
    bad: [`GRANT SELECT ON app.totals TO ${APP}`],
    fix: [`REVOKE SELECT ON app.totals FROM ${APP}`],
    key: `$db:materialized view app.totals to ${APP}`,
  },
});
