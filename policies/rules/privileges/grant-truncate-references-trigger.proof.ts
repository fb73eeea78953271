import { grant, privileges } from "../../testing/factories";
import { APP, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { grantResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-truncate-references-trigger";

export default defineProof({
  rule,
  bad: { grant: [grant({ privileges: privileges("SELECT", "REFERENCES") })] },
  fixed: { grant: [grant({ privileges: privileges("SELECT") })] },
  notApplicable: { grant: [grant({ privileges: privileges("SELECT", "REFERENCES"), grantee: "owner" })] },
  key: "grant-truncate-references-trigger:shop:table app.orders to app",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`GRANT ALL ON app.orders TO ${APP}`],
    fix: [`REVOKE TRUNCATE, REFERENCES, TRIGGER ON app.orders FROM ${APP}`],
    key: `$db:table app.orders to ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [grantResource({ privileges: ["SELECT", "REFERENCES"] })],
    fixed: [grantResource({ privileges: ["SELECT"] })],
  },
});
