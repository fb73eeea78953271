import { policy, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { rowSecurityResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./rls-not-forced";

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { enabled: true, forced: false, policies: [policy()] } })] },
  fixed: { table: [table({ rowSecurity: { enabled: true, forced: true, policies: [policy()] } })] },
  notApplicable: { table: [table({ rowSecurity: { enabled: false, forced: false, policies: [] } })] },
  key: "rls-not-forced:shop:table app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY"],
    fix: ["ALTER TABLE app.orders FORCE ROW LEVEL SECURITY"],
    key: "$db:table app.orders",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [rowSecurityResource({ force: false }, "enabled, not forced")],
    fixed: [rowSecurityResource({}, "enabled, forced")],
  },
});
