import { policy, relation, table } from "../../testing/factories";
import { APP, PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { POLICIES_ARE_CHECKED } from "../../testing/twin";
import rule from "./rls-policy-reads-open";

const orders = table({
  rowSecurity: {
    enabled: true,
    forced: true,
    policies: [policy()],
    policyReads: [{ policy: "tenant", relations: ["shop:table app.members"] }],
  },
});
const members = (enabled: boolean) =>
  table({ object: relation("members"), rowSecurity: { enabled, forced: true, policies: [] } });

export default defineProof({
  rule,
  bad: { table: [orders, members(false)] },
  fixed: { table: [orders, members(true)] },
  notApplicable: { table: [table()] },
  key: "rls-policy-reads-open:shop:policy tenant on app.orders",
  live: {
    kind: "sql",
    setup: [
      ...SHOP,
      ...PROTECTED,
      "CREATE TABLE app.members (tenant uuid, login name)",
      `GRANT SELECT ON app.members TO ${APP}`,
    ],
    bad: [
      "ALTER POLICY tenant ON app.orders USING (tenant_id = ANY (ARRAY (SELECT tenant FROM app.members WHERE login = current_user)))",
    ],
    fix: ["ALTER TABLE app.members ENABLE ROW LEVEL SECURITY"],
    key: "$db:policy tenant on app.orders",
  },
  declaration: POLICIES_ARE_CHECKED,
});
