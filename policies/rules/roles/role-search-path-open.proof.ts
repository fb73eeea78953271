import { PUBLIC } from "../../../postgres/model/acl";
import { DATABASE, database, grant, privileges, role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource, schemaGrantResource } from "../../testing/twin";
import rule from "./role-search-path-open";

const open = grant({
  object: { kind: "schema", database: DATABASE, name: "scratch" },
  grantee: PUBLIC,
  privileges: privileges("USAGE", "CREATE"),
});
const roles = [role({ settings: { search_path: "scratch, pg_temp" } })];

export default defineProof({
  rule,
  bad: { role: roles, grant: [open], database: [database()] },
  fixed: { role: roles, grant: [{ ...open, privileges: privileges("USAGE") }], database: [database()] },
  notApplicable: { role: [role()], grant: [open], database: [database()] },
  key: "role-search-path-open:role app via scratch",
  live: {
    kind: "sql",
    setup: [...ROLES, "CREATE SCHEMA scratch", `ALTER ROLE ${APP} SET search_path = scratch, pg_temp`],
    bad: ["GRANT CREATE ON SCHEMA scratch TO PUBLIC"],
    fix: ["REVOKE CREATE ON SCHEMA scratch FROM PUBLIC"],
    key: `role ${APP} via scratch`,
  },
  declaration: {
    kind: "resources",
    server: ["CREATE SCHEMA scratch"],
    bad: [
      roleResource({ searchPaths: ["scratch", "pg_temp"] }),
      schemaGrantResource({ schema: "scratch", role: "public", privileges: ["CREATE", "USAGE"] }),
    ],
    fixed: [
      roleResource({ searchPaths: ["scratch", "pg_temp"] }),
      schemaGrantResource({ schema: "scratch", role: "public", privileges: ["USAGE"] }),
    ],
  },
});
