import { policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-user-editable";

const rowSecurity = { enabled: true, forced: true };

export default defineProof({
  rule,
  bad: {
    table: [
      table({
        rowSecurity: {
          ...rowSecurity,
          policies: [
            policy({ using: "(tenant_id = ((auth.jwt() -> 'user_metadata'::text) ->> 'org'::text)::uuid)" }),
          ],
        },
      }),
    ],
  },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "rls-policy-user-editable:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: [
      "CREATE SCHEMA auth",
      "CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$SELECT '{}'::jsonb$$",
      "ALTER POLICY tenant ON app.orders USING (tenant_id = (SELECT (auth.jwt() -> 'user_metadata' ->> 'org')::uuid)) WITH CHECK (tenant_id = (SELECT (auth.jwt() -> 'user_metadata' ->> 'org')::uuid))",
    ],
    fix: [
      "ALTER POLICY tenant ON app.orders USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))",
    ],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
