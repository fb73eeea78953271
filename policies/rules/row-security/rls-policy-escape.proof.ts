import { judgedPolicy, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-escape";

const rowSecurity = { enabled: true, forced: true, policies: [policy()] };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, judged: [judgedPolicy("or-escape")] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, judged: [] } })] },
  notApplicable: { table: [table()] },
  key: "rls-policy-escape:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: [
      "ALTER POLICY tenant ON app.orders USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid) OR current_setting('app.tenant_id', true) IS NULL) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid) OR current_setting('app.tenant_id', true) IS NULL)",
    ],
    fix: [
      "ALTER POLICY tenant ON app.orders USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))",
    ],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
