import { PASSES, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-never";

const rowSecurity = { enabled: true, forced: true, passes: PASSES };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy({ using: "false" })] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "rls-policy-never:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["ALTER POLICY tenant ON app.orders USING (false)"],
    fix: [
      "ALTER POLICY tenant ON app.orders USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))",
    ],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
