import { judgedPolicy, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP, TENANT } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-constant-tenant";

const rowSecurity = { enabled: true, forced: true, policies: [policy()] };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, judged: [judgedPolicy("tenant-constant")] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, judged: [] } })] },
  notApplicable: { table: [table()] },
  key: "rls-policy-constant-tenant:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["ALTER POLICY tenant ON app.orders USING (tenant_id = '6f0f9a3e-0000-4000-8000-000000000000')"],
    fix: [`ALTER POLICY tenant ON app.orders USING (${TENANT})`],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
