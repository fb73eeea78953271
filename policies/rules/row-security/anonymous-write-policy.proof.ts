import { policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./anonymous-write-policy";

const rowSecurity = { enabled: true, forced: true };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy({ roles: ["anon"] })] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "anonymous-write-policy:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["CREATE ROLE web_anon", "ALTER POLICY tenant ON app.orders TO web_anon"],
    fix: ["ALTER POLICY tenant ON app.orders TO palisade_proof_app"],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
