import { judgedPolicy, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP, TENANT } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-unknown-role";

const rowSecurity = { enabled: true, forced: true, policies: [policy()] };

export default defineProof({
  rule,
  bad: {
    table: [table({ rowSecurity: { ...rowSecurity, judged: [judgedPolicy("unknown-request-role")] } })],
  },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, judged: [] } })] },
  notApplicable: { table: [table()] },
  key: "rls-policy-unknown-role:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [
      "CREATE SCHEMA auth",
      "CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$SELECT NULL::text$$",
      ...SHOP,
      ...PROTECTED,
    ],
    bad: [`ALTER POLICY tenant ON app.orders USING (${TENANT} AND (SELECT auth.role()) = 'authentcated')`],
    fix: [`ALTER POLICY tenant ON app.orders USING (${TENANT})`],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
