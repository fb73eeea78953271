import { PASSES, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-restrictive-open";

const rowSecurity = { enabled: true, forced: true, passes: PASSES };

export default defineProof({
  rule,
  bad: {
    table: [
      table({ rowSecurity: { ...rowSecurity, policies: [policy({ permissive: false, using: "true" })] } }),
    ],
  },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy({ permissive: false })] } })] },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "rls-restrictive-open:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["CREATE POLICY floor ON app.orders AS RESTRICTIVE USING (true)"],
    fix: ["DROP POLICY floor ON app.orders"],
    key: "$db:policy floor on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
