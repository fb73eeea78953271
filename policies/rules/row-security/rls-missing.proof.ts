import { table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { rowSecurityResource } from "../../testing/twin";
import rule from "./rls-missing";

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { enabled: false, forced: true, policies: [] } })] },
  fixed: { table: [table({ rowSecurity: { enabled: true, forced: true, policies: [] } })] },
  notApplicable: {
    table: [table({ rowSecurity: { enabled: false, forced: false, policies: [] }, columns: [] })],
  },
  key: "rls-missing:shop:table app.orders",
  live: { kind: "sql", setup: SHOP, bad: [], fix: PROTECTED, key: "$db:table app.orders" },
  declaration: {
    kind: "only good",
    good: [rowSecurityResource({}, "enabled, forced")],
    because:
      "a program declares no tables, and a RowSecurity switches row security on wherever it speaks of a table",
  },
});
