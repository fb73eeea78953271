import { judgedPolicy, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-immutable-function";

const rowSecurity = { enabled: true, forced: true, policies: [policy()] };

export default defineProof({
  rule,
  bad: {
    table: [
      table({ rowSecurity: { ...rowSecurity, judged: [judgedPolicy("immutable-function-reads-setting")] } }),
    ],
  },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, judged: [] } })] },
  notApplicable: { table: [table()] },
  key: "rls-policy-immutable-function:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: [
      "CREATE FUNCTION app.tenant() RETURNS uuid LANGUAGE sql IMMUTABLE AS $$SELECT nullif(current_setting('app.tenant_id', true), '')::uuid$$",
      "ALTER POLICY tenant ON app.orders USING (tenant_id = (SELECT app.tenant())) WITH CHECK (tenant_id = (SELECT app.tenant()))",
    ],
    fix: ["ALTER FUNCTION app.tenant() STABLE"],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
