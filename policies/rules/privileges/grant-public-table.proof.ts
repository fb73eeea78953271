import { grant, PUBLIC, relation } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { grantResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-public-table";

export default defineProof({
  rule,
  bad: { grant: [grant({ grantee: PUBLIC })] },
  fixed: { grant: [grant()] },
  notApplicable: { grant: [grant({ grantee: PUBLIC, object: relation("mood", "type") })] },
  key: "grant-public-table:shop:table app.orders to PUBLIC",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: ["GRANT SELECT ON app.orders TO PUBLIC"],
    fix: ["REVOKE SELECT ON app.orders FROM PUBLIC"],
    key: "$db:table app.orders to PUBLIC",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [grantResource({ role: "public" })],
    fixed: [grantResource()],
  },
});
