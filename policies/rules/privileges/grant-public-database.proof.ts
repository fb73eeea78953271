import { declared } from "../../testing/declared";
import { DATABASE, grant, PUBLIC, privileges } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { TWIN_ROLES } from "../../testing/twin";
import rule from "./grant-public-database";

const object = { kind: "database", database: DATABASE, name: DATABASE };

export default defineProof({
  rule,
  bad: { grant: [grant({ object, grantee: PUBLIC, privileges: privileges("CONNECT", "TEMPORARY") })] },
  fixed: { grant: [grant({ object, grantee: "app", privileges: privileges("CONNECT", "TEMPORARY") })] },
  notApplicable: { grant: [grant({ grantee: PUBLIC })] },
  key: "grant-public-database:database shop to PUBLIC",
  live: {
    kind: "sql",
    // A new database is like this from the start.
    bad: [],
    fix: ["DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$"],
    key: "database $db to PUBLIC",
  },
  declaration: {
    kind: "resources",
    server: [...TWIN_ROLES, `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`],
    bad: [
      declared("postgresql:index/grant:Grant", "grant", {
        database: DATABASE,
        objectType: "database",
        role: "public",
        privileges: ["CONNECT", "TEMPORARY"],
      }),
    ],
    fixed: [
      declared("postgresql:index/grant:Grant", "grant", {
        database: DATABASE,
        objectType: "database",
        role: "app",
        privileges: ["CONNECT", "TEMPORARY"],
      }),
    ],
  },
});
