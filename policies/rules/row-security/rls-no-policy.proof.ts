import { policy, table } from "../../testing/factories";
import { OWNER, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./rls-no-policy";

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { enabled: true, forced: true, policies: [] } })] },
  fixed: { table: [table({ rowSecurity: { enabled: true, forced: true, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { enabled: false, forced: false, policies: [] } })] },
  key: "rls-no-policy:shop:table app.orders",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: ["ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY"],
    fix: [`CREATE POLICY owner ON app.orders TO ${OWNER} USING (true)`],
    key: "$db:table app.orders",
  },
  declaration: {
    kind: "none",
    because: "RowSecurity gives every table that it protects the policies that it needs",
  },
});
