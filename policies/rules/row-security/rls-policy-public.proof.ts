import { PUBLIC, policy, table } from "../../testing/factories";
import { APP, PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-public";

const rowSecurity = { enabled: true, forced: true };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy({ roles: [PUBLIC] })] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "rls-policy-public:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["ALTER POLICY tenant ON app.orders TO PUBLIC"],
    fix: [`ALTER POLICY tenant ON app.orders TO ${APP}`],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
