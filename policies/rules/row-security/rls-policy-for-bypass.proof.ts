import { policy, role, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-for-bypass";

const rowSecurity = { enabled: true, forced: true };

export default defineProof({
  rule,
  bad: {
    table: [table({ rowSecurity: { ...rowSecurity, policies: [policy({ roles: ["batch"] })] } })],
    role: [role({ name: "batch", bypassRowSecurity: true })],
  },
  fixed: {
    table: [table({ rowSecurity: { ...rowSecurity, policies: [policy()] } })],
    role: [role({ name: "batch", bypassRowSecurity: true })],
  },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "rls-policy-for-bypass:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: [
      "CREATE ROLE palisade_proof_other BYPASSRLS",
      "ALTER POLICY tenant ON app.orders TO palisade_proof_app, palisade_proof_other",
    ],
    fix: ["ALTER ROLE palisade_proof_other NOBYPASSRLS"],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
