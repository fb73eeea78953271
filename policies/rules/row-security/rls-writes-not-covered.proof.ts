import { judgedPolicy, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-writes-not-covered";

const rowSecurity = { enabled: true, forced: true, policies: [policy()] };

export default defineProof({
  rule,
  bad: {
    table: [table({ rowSecurity: { ...rowSecurity, judged: [judgedPolicy("select-without-update")] } })],
  },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, judged: [] } })] },
  notApplicable: { table: [table()] },
  key: "rls-writes-not-covered:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: [
      "DROP POLICY tenant ON app.orders",
      "CREATE POLICY tenant ON app.orders FOR SELECT TO palisade_proof_app USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))",
    ],
    fix: [
      "DROP POLICY tenant ON app.orders",
      "CREATE POLICY tenant ON app.orders TO palisade_proof_app USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))",
    ],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
