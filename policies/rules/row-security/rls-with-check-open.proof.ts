import { PASSES, policy, table } from "../../testing/factories";
import { PROTECTED, SHOP, TENANT } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-with-check-open";

const rowSecurity = { enabled: true, forced: true, passes: PASSES };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy({ withCheck: "true" })] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "rls-with-check-open:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["ALTER POLICY tenant ON app.orders WITH CHECK (true)"],
    fix: [`ALTER POLICY tenant ON app.orders WITH CHECK (${TENANT})`],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
