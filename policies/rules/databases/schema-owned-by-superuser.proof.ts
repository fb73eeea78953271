import { declared } from "../../testing/declared";
import { DATABASE, role } from "../../testing/factories";
import { OWNER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./schema-owned-by-superuser";

export default defineProof({
  rule,
  bad: {
    schema: [{ database: DATABASE, name: "app", owner: "dba" }],
    role: [role({ name: "dba", superuser: true })],
  },
  fixed: {
    schema: [{ database: DATABASE, name: "app", owner: "dba" }],
    role: [role({ name: "dba", superuser: false })],
  },
  notApplicable: {
    schema: [{ database: DATABASE, name: "public", owner: "dba" }],
    role: [role({ name: "dba", superuser: true })],
  },
  key: "schema-owned-by-superuser:shop:schema app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: ["CREATE SCHEMA app"],
    fix: [`ALTER SCHEMA app OWNER TO ${OWNER}`],
    key: "$db:schema app",
  },
  declaration: {
    kind: "resources",
    bad: [
      roleResource({ name: "dba", login: false, superuser: true }),
      declared("postgresql:index/schema:Schema", "app", { database: DATABASE, name: "app", owner: "dba" }),
    ],
    fixed: [
      roleResource({ name: "dba", login: false, superuser: false }),
      declared("postgresql:index/schema:Schema", "app", { database: DATABASE, name: "app", owner: "dba" }),
    ],
  },
});
