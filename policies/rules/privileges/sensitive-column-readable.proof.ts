import { grant, privileges, relation, table } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./sensitive-column-readable";

const users = table({
  object: relation("users"),
  rowSecurity: { enabled: false, forced: false, policies: [] },
  columns: [
    { name: "id", notNull: true },
    { name: "password_hash", notNull: true },
  ],
});
const reading = grant({ object: relation("users"), grantee: "anon", privileges: privileges("SELECT") });

export default defineProof({
  rule,
  bad: { table: [users], grant: [reading] },
  fixed: { table: [users], grant: [{ ...reading, privileges: privileges("INSERT") }] },
  notApplicable: { table: [users], grant: [{ ...reading, grantee: "app" }] },
  key: "sensitive-column-readable:shop:table app.users to anon",
  live: {
    kind: "sql",
    setup: [
      "CREATE ROLE anon",
      "CREATE SCHEMA app",
      'CREATE TABLE app.users (id bigint, name text, "apiKey" text, password_hash text)',
    ],
    bad: ["GRANT SELECT ON app.users TO anon"],
    fix: ["REVOKE SELECT ON app.users FROM anon", "GRANT SELECT (id, name) ON app.users TO anon"],
    key: "$db:table app.users to anon",
  },
});
