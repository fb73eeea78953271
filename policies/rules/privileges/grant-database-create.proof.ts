import { DATABASE, grant, privileges } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { grantResource, TWIN_ROLES } from "../../testing/twin";
import rule from "./grant-database-create";

const object = { kind: "database", database: DATABASE, name: DATABASE };
const GRANT_CREATE =
  "DO $$BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO palisade_proof_app', current_database()); END$$";

export default defineProof({
  rule,
  bad: { grant: [grant({ object, privileges: privileges("CONNECT", "CREATE") })] },
  fixed: { grant: [grant({ object, privileges: privileges("CONNECT") })] },
  notApplicable: { grant: [grant()] },
  key: "grant-database-create:database shop to app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [GRANT_CREATE],
    fix: [GRANT_CREATE.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")],
    key: `database $db to ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_ROLES,
    bad: [
      grantResource({
        objectType: "database",
        schema: undefined,
        objects: undefined,
        privileges: ["CONNECT", "CREATE"],
      }),
    ],
    fixed: [
      grantResource({
        objectType: "database",
        schema: undefined,
        objects: undefined,
        privileges: ["CONNECT"],
      }),
    ],
  },
});
