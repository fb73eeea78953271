import { grant, privileges } from "../../testing/factories";
import { APP, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { grantResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-option-outside-owner";

export default defineProof({
  rule,
  bad: { grant: [grant({ grantable: privileges("SELECT") })] },
  fixed: { grant: [grant()] },
  notApplicable: { grant: [grant({ grantable: privileges("SELECT"), grantee: "owner" })] },
  key: "grant-option-outside-owner:shop:table app.orders to app",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`GRANT SELECT ON app.orders TO ${APP} WITH GRANT OPTION`],
    fix: [`REVOKE GRANT OPTION FOR SELECT ON app.orders FROM ${APP}`],
    key: `$db:table app.orders to ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [grantResource({ withGrantOption: true })],
    fixed: [grantResource()],
  },
});
