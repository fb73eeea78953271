import { DATABASE, setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./security-label-unenforced";

const label = { database: DATABASE, provider: "anon", kind: "column", object: "app.users.email" };

export default defineProof({
  rule,
  bad: { securityLabel: [label], setting: [setting("shared_preload_libraries", "")] },
  fixed: { securityLabel: [label], setting: [setting("shared_preload_libraries", "anon")] },
  notApplicable: { setting: [setting("shared_preload_libraries", "")] },
  key: "security-label-unenforced:shop:security label anon on column app.users.email",
  live: {
    kind: "sql",
    setup: ["CREATE SCHEMA app", "CREATE TABLE app.users (email text)"],
    // As SECURITY LABEL leaves it, which asks for the provider; PostgreSQL brings none that a test could load.
    bad: [
      `INSERT INTO pg_catalog.pg_seclabel (objoid, classoid, objsubid, provider, label)
       VALUES ('app.users'::regclass, 'pg_catalog.pg_class'::regclass, 1, 'anon', 'MASKED WITH VALUE NULL')`,
    ],
    fix: [
      "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET session_preload_libraries = anon', current_database()); END$$",
    ],
    key: "$db:security label anon on column app.users.email",
  },
});
