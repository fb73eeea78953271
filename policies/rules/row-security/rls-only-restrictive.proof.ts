import { policy, table } from "../../testing/factories";
import { APP, SHOP, TENANT } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-only-restrictive";

const rowSecurity = { enabled: true, forced: true };

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy({ permissive: false })] } })] },
  fixed: { table: [table({ rowSecurity: { ...rowSecurity, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { ...rowSecurity, policies: [] } })] },
  key: "rls-only-restrictive:shop:table app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY"],
    bad: [`CREATE POLICY tenant ON app.orders AS RESTRICTIVE USING (${TENANT})`],
    fix: [`CREATE POLICY open ON app.orders TO ${APP} USING (id > 0)`],
    key: "$db:table app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
