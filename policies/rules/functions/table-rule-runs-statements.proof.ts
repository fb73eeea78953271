import { tableRule } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./table-rule-runs-statements";

export default defineProof({
  rule,
  bad: { rewriteRule: [tableRule({ runsStatements: true })] },
  fixed: { rewriteRule: [tableRule()] },
  notApplicable: {},
  key: "table-rule-runs-statements:shop:rule quiet on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, "CREATE TABLE app.elsewhere (LIKE app.orders)"],
    // The server prints DO NOTHING at the end of both.
    bad: [
      "CREATE RULE copies AS ON INSERT TO app.orders DO ALSO INSERT INTO app.elsewhere VALUES (NEW.*) ON CONFLICT DO NOTHING",
    ],
    fix: ["CREATE OR REPLACE RULE copies AS ON INSERT TO app.orders DO ALSO NOTHING"],
    key: "$db:rule copies on app.orders",
  },
});
