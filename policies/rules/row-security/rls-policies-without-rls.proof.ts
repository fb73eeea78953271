import { policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./rls-policies-without-rls";

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { enabled: false, forced: true, policies: [policy()] } })] },
  fixed: { table: [table({ rowSecurity: { enabled: true, forced: true, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { enabled: false, forced: false, policies: [] } })] },
  key: "rls-policies-without-rls:shop:table app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY"],
    fix: ["ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY"],
    key: "$db:table app.orders",
  },
  declaration: { kind: "none", because: "RowSecurity switches row security on wherever it makes a policy" },
});
