import { declared } from "../../testing/declared";
import { DATABASE, database, role } from "../../testing/factories";
import { OWNER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./database-owned-by-superuser";

const given = (owner: string) =>
  `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), ${owner}); END $$`;

const made = () => declared("postgresql:index/database:Database", DATABASE, { name: DATABASE, owner: "dba" });

export default defineProof({
  rule,
  bad: { database: [database({ owner: "dba" })], role: [role({ name: "dba", superuser: true })] },
  fixed: { database: [database({ owner: "dba" })], role: [role({ name: "dba", superuser: false })] },
  notApplicable: {
    database: [database({ name: "postgres", owner: "dba" })],
    role: [role({ name: "dba", superuser: true })],
  },
  key: "database-owned-by-superuser:database shop",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [given("session_user")],
    fix: [given(`'${OWNER}'`)],
    key: "database $db",
  },
  declaration: {
    kind: "resources",
    server: ["CREATE ROLE before", `ALTER DATABASE ${DATABASE} OWNER TO before`],
    bad: [roleResource({ name: "dba", login: false, superuser: true }), made()],
    fixed: [roleResource({ name: "dba", login: false, superuser: false }), made()],
  },
});
