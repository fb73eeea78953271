import { tableRule } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./table-rule-drops-writes";

export default defineProof({
  rule,
  bad: { rewriteRule: [tableRule({ instead: true })] },
  fixed: { rewriteRule: [tableRule()] },
  notApplicable: {},
  key: "table-rule-drops-writes:shop:rule quiet on app.orders",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: ["CREATE RULE quiet AS ON DELETE TO app.orders WHERE old.id > 1 DO INSTEAD NOTHING"],
    fix: ["CREATE OR REPLACE RULE quiet AS ON DELETE TO app.orders WHERE old.id > 1 DO ALSO NOTHING"],
    key: "$db:rule quiet on app.orders",
  },
});
