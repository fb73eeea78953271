import type { RewriteRuleFact } from "../../facts/objects";
import { DATABASE } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./table-rule-runs-statements";

const copies: RewriteRuleFact = {
  database: DATABASE,
  name: "copies",
  table: { schema: "app", name: "orders" },
  owner: "owner",
  event: "INSERT",
  runsStatements: true,
  enabled: true,
};

export default defineProof({
  rule,
  bad: { rewriteRule: [copies] },
  fixed: { rewriteRule: [{ ...copies, runsStatements: false }] },
  notApplicable: {},
  key: "table-rule-runs-statements:shop:rule copies on app.orders",
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
