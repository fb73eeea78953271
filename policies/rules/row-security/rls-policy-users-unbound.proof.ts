import { judgedPolicy, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP, TENANT } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-users-unbound";

const rowSecurity = { enabled: true, forced: true, policies: [policy()] };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, judged: [judgedPolicy("users-not-bound")] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, judged: [] } })] },
  notApplicable: { table: [table()] },
  key: "rls-policy-users-unbound:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [
      "CREATE SCHEMA auth",
      "CREATE TABLE auth.users (id uuid PRIMARY KEY, role text)",
      ...SHOP,
      ...PROTECTED,
    ],
    bad: [
      `ALTER POLICY tenant ON app.orders USING (${TENANT} OR EXISTS (SELECT FROM auth.users WHERE role = 'admin'))`,
    ],
    fix: [`ALTER POLICY tenant ON app.orders USING (${TENANT})`],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
