import { judgedPolicy, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policies-overlap";

const rowSecurity = { enabled: true, forced: true, policies: [policy()] };

export default defineProof({
  rule,
  bad: {
    table: [table({ rowSecurity: { ...rowSecurity, judged: [judgedPolicy("second-permissive-policy")] } })],
  },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, judged: [] } })] },
  notApplicable: { table: [table()] },
  key: "rls-policies-overlap:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: [
      "CREATE POLICY tenant_too ON app.orders TO palisade_proof_app USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))",
    ],
    fix: ["DROP POLICY tenant_too ON app.orders"],
    key: "$db:policy tenant_too on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
