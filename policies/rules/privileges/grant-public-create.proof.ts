import { DATABASE, grant, PUBLIC, privileges } from "../../testing/factories";
import { ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { schemaGrantResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-public-create";

const schema = { kind: "schema", database: DATABASE, name: "app" };

export default defineProof({
  rule,
  bad: { grant: [grant({ object: schema, grantee: PUBLIC, privileges: privileges("CREATE") })] },
  fixed: { grant: [grant({ object: schema, grantee: PUBLIC, privileges: 0 })] },
  notApplicable: { grant: [grant()] },
  key: "grant-public-create:shop:schema app to PUBLIC",
  live: {
    kind: "sql",
    setup: [...ROLES, "CREATE SCHEMA app"],
    bad: ["GRANT CREATE ON SCHEMA app TO PUBLIC"],
    fix: ["REVOKE CREATE ON SCHEMA app FROM PUBLIC"],
    key: "$db:schema app to PUBLIC",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [schemaGrantResource({ role: "public", privileges: ["CREATE"] })],
    fixed: [schemaGrantResource({ role: "public", privileges: [] })],
  },
});
