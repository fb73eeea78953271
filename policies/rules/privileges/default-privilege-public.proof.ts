import { declared } from "../../testing/declared";
import { DATABASE, defaultPrivilege, PUBLIC } from "../../testing/factories";
import { OWNER, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { TWIN_SHOP } from "../../testing/twin";
import rule from "./default-privilege-public";

export default defineProof({
  rule,
  bad: { defaultPrivilege: [defaultPrivilege({ grantee: PUBLIC })] },
  fixed: { defaultPrivilege: [defaultPrivilege()] },
  notApplicable: { defaultPrivilege: [defaultPrivilege({ grantee: PUBLIC, kind: "types", builtIn: true })] },
  key: "default-privilege-public:shop:default privileges of owner for tables in schema app to PUBLIC",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`ALTER DEFAULT PRIVILEGES FOR ROLE ${OWNER} IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC`],
    fix: [`ALTER DEFAULT PRIVILEGES FOR ROLE ${OWNER} IN SCHEMA app REVOKE SELECT ON TABLES FROM PUBLIC`],
    key: `$db:default privileges of ${OWNER} for tables in schema app to PUBLIC`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [
      declared("postgresql:index/defaultPrivileges:DefaultPrivileges", "defaults", {
        database: DATABASE,
        owner: "owner",
        schema: "app",
        objectType: "table",
        role: "public",
        privileges: ["SELECT"],
      }),
    ],
    fixed: [
      declared("postgresql:index/defaultPrivileges:DefaultPrivileges", "defaults", {
        database: DATABASE,
        owner: "owner",
        schema: "app",
        objectType: "table",
        role: "app",
        privileges: ["SELECT"],
      }),
    ],
  },
});
