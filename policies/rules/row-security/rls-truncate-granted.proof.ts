import { grant, privileges, table } from "../../testing/factories";
import { APP, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { grantResource, rowSecurityResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./rls-truncate-granted";

export default defineProof({
  rule,
  bad: { table: [table()], grant: [grant({ privileges: privileges("SELECT", "TRUNCATE") })] },
  fixed: { table: [table()], grant: [grant({ privileges: privileges("SELECT") })] },
  notApplicable: { table: [], grant: [grant({ privileges: privileges("SELECT", "TRUNCATE") })] },
  key: "rls-truncate-granted:shop:table app.orders to app",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`GRANT ALL ON app.orders TO ${APP}`],
    fix: [`REVOKE TRUNCATE ON app.orders FROM ${APP}`],
    key: `$db:table app.orders to ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [rowSecurityResource({}, "enabled, forced"), grantResource({ privileges: ["SELECT", "TRUNCATE"] })],
    fixed: [rowSecurityResource({}, "enabled, forced"), grantResource({ privileges: ["SELECT"] })],
  },
});
