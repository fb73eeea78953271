import { database, grant, privileges, role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./database-search-path-open";

const here = (what: string) => `DO $$BEGIN EXECUTE format('${what}', current_database()); END$$`;

const maker = grant({
  object: { kind: "database", name: "shop" },
  grantee: "app",
  privileges: privileges("CREATE"),
});
const path = { search_path: "staging, public" };

export default defineProof({
  rule,
  bad: { database: [database({ settings: path, schemas: ["public"] })], grant: [maker], role: [role()] },
  fixed: {
    database: [database({ settings: path, schemas: ["public", "staging"] })],
    grant: [maker],
    role: [role()],
  },
  notApplicable: { database: [database({ settings: {}, schemas: ["public"] })], grant: [maker] },
  key: "database-search-path-open:database shop via staging",
  live: {
    kind: "sql",
    setup: [...ROLES, here(`GRANT CREATE ON DATABASE %I TO ${APP}`)],
    bad: [here("ALTER DATABASE %I SET search_path = staging, pg_temp")],
    fix: [here("ALTER DATABASE %I RESET search_path")],
    key: "database $db via staging",
  },
  declaration: { kind: "none", because: "a program's resources tell no settings of a database" },
});
