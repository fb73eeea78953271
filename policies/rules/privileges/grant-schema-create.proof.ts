import { DATABASE, grant, privileges } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { schemaGrantResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-schema-create";

const schema = { kind: "schema", database: DATABASE, name: "app" };

export default defineProof({
  rule,
  bad: { grant: [grant({ object: schema, grantee: "app", privileges: privileges("CREATE") })] },
  fixed: { grant: [grant({ object: schema, grantee: "app", privileges: 0 })] },
  notApplicable: { grant: [grant()] },
  key: "grant-schema-create:shop:schema app to app",
  live: {
    kind: "sql",
    setup: [...ROLES, "CREATE SCHEMA app"],
    bad: [`GRANT CREATE ON SCHEMA app TO ${APP}`],
    fix: [`REVOKE CREATE ON SCHEMA app FROM ${APP}`],
    key: `$db:schema app to ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [schemaGrantResource({ role: "app", privileges: ["CREATE", "USAGE"] })],
    fixed: [schemaGrantResource({ role: "app", privileges: ["USAGE"] })],
  },
});
