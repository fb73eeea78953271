import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "../../judge";
import { RULES } from "../../rules";
import { PROOF_DAY } from "../../testing/prove-rule";
import { readMigrations } from "../migrations";

const GUARD = (table: string) => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY t ON ${table} TO app USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));`;
const ORDERS = `CREATE TABLE a.orders (tenant_id uuid NOT NULL, id int, mail text, PRIMARY KEY (tenant_id, id));${GUARD("a.orders")}`;
const PARENT = `CREATE TABLE a.parent (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id)) PARTITION BY LIST (tenant_id);${GUARD("a.parent")}
  CREATE TABLE a.part PARTITION OF a.parent DEFAULT;`;
const ROLES = "CREATE ROLE app LOGIN CONNECTION LIMIT 5; CREATE ROLE team; GRANT team TO app;";

/** What stands there, what a later file does to it, and what is then found in that file. */
const LATER: readonly (readonly [before: string, later: string, rule: string])[] = [
  [ROLES, "GRANT pg_execute_server_program TO app", "role-member-of-server-access"],
  [ROLES, "GRANT pg_read_all_data TO team", "role-member-of-data-access"],
  [ROLES, "ALTER ROLE team BYPASSRLS", "role-member-of-bypassrls"],
  [ROLES, "ALTER ROLE team SUPERUSER", "role-member-of-superuser"],
  [ROLES, "ALTER ROLE app CONNECTION LIMIT -1", "role-no-connection-limit"],
  [ROLES, "ALTER ROLE app VALID UNTIL '2020-01-01'", "role-expired"],
  [ORDERS, "CREATE UNIQUE INDEX ON a.orders (mail)", "unique-key-leaks-tenants"],
  [ORDERS, "ALTER TABLE a.orders ADD UNIQUE (mail)", "unique-key-leaks-tenants"],
  [
    `${ORDERS} CREATE TABLE a.lines (tenant_id uuid NOT NULL, orders int, PRIMARY KEY (tenant_id, orders));${GUARD("a.lines")}`,
    "ALTER TABLE a.lines ADD FOREIGN KEY (orders) REFERENCES a.orders (id)",
    "foreign-key-leaks-tenants",
  ],
  [ORDERS, "GRANT TRUNCATE ON a.orders TO app", "rls-truncate-granted"],
  [ORDERS, "DROP POLICY t ON a.orders", "rls-no-policy"],
  [
    `CREATE TABLE a.loose (tenant_id uuid NOT NULL, id int); CREATE INDEX led ON a.loose (tenant_id);${GUARD("a.loose")}`,
    "DROP INDEX a.led",
    "rls-tenant-index-missing",
  ],
  [ORDERS, "ALTER TABLE a.orders DROP CONSTRAINT orders_pkey", "rls-tenant-index-missing"],
  [PARENT, "GRANT SELECT ON a.part TO app", "rls-partition-granted"],
  [
    "CREATE TABLE a.users (id int); GRANT SELECT ON a.users TO anon",
    "ALTER TABLE a.users ADD password_hash text",
    "sensitive-column-readable",
  ],
  [
    "CREATE TABLE a.users (id int, hash text); GRANT SELECT ON a.users TO anon",
    "ALTER TABLE a.users RENAME hash TO password_hash",
    "sensitive-column-readable",
  ],
  ["CREATE TABLE a.plain (tenant uuid)", "ALTER TABLE a.plain RENAME tenant TO tenant_id", "rls-missing"],
  [
    "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql SET search_path = pg_catalog, pg_temp AS 'SELECT 1'",
    "ALTER FUNCTION a.f() SECURITY DEFINER",
    "grant-public-execute-definer",
  ],
  [
    "CREATE FOREIGN TABLE a.far (tenant_id uuid) SERVER s",
    "GRANT SELECT ON a.far TO app",
    "foreign-table-exposes-tenants",
  ],
  ["CREATE EXTENSION hstore SCHEMA a", "ALTER EXTENSION hstore SET SCHEMA public", "extension-in-public"],
  [
    "CREATE SUBSCRIPTION s CONNECTION 'host=db sslmode=verify-full' PUBLICATION p",
    "ALTER SUBSCRIPTION s CONNECTION 'host=db'",
    "connection-tls-unverified",
  ],
  [
    "CREATE SUBSCRIPTION s CONNECTION 'host=db sslmode=verify-full' PUBLICATION p",
    "ALTER SUBSCRIPTION s SET (password_required = false)",
    "subscription-without-password",
  ],
  ["CREATE DATABASE shop", "ALTER DATABASE shop SET row_security = off", "database-setting-unsafe"],
];

async function found(...texts: string[]) {
  const { facts } = await readMigrations(texts.map((text, at) => ({ path: `${at + 1}.sql`, text })));
  return judge(RULES, facts, { now: PROOF_DAY }).findings;
}

describe("what a later file completes is told in that file, which alone a pull request changes", () => {
  for (const [before, later, rule] of LATER)
    test(`${later}: ${rule}`, async () => {
      assert.deepEqual(
        (await found(before)).filter((finding) => finding.rule === rule),
        [],
        "nothing is wrong before",
      );
      const places = (await found(before, later))
        .filter((finding) => finding.rule === rule)
        .map(({ object }) => object.source);
      assert.deepEqual(places, [{ file: "2.sql", line: 1, column: 1 }]);
    });
});

/** Statements, one a line, of which a later one has nothing to do with what is found; and the line where that is told. */
const UNRELATED: readonly (readonly [statements: readonly string[], rule: string, line: number])[] = [
  [
    ["CREATE ROLE x LOGIN;", "ALTER ROLE x BYPASSRLS;", "ALTER ROLE x SET a.b = 'c';"],
    "role-bypassrls-login",
    2,
  ],
  [["CREATE ROLE x SUPERUSER;", "ALTER ROLE x LOGIN;", "ALTER ROLE x BYPASSRLS;"], "role-superuser-login", 2],
  [["CREATE ROLE x LOGIN;", "ALTER ROLE x CREATEDB;"], "role-no-connection-limit", 1],
  [
    ["ALTER ROLE x SET row_security = off;", "ALTER ROLE x SET a.b = 'c';", "ALTER ROLE x CREATEDB;"],
    "setting-row-security-off",
    1,
  ],
  [["GRANT pg_write_server_files TO x;", "ALTER ROLE x CREATEDB;"], "role-member-of-server-access", 1],
  [
    [
      "CREATE ROLE x LOGIN; CREATE ROLE y;",
      "GRANT y TO x;",
      "ALTER ROLE y SUPERUSER;",
      "ALTER ROLE y CREATEDB;",
    ],
    "role-member-of-superuser",
    3,
  ],
  [
    [
      ORDERS,
      "CREATE POLICY all_of_it ON a.orders USING (true);",
      "CREATE POLICY other ON a.orders USING (tenant_id IS NULL);",
    ],
    "rls-open-policy",
    4,
  ],
  [
    [
      "CREATE TABLE a.t (tenant_id uuid NOT NULL);",
      "ALTER TABLE a.t ENABLE ROW LEVEL SECURITY;",
      "CREATE POLICY p ON a.t TO x USING (tenant_id IS NULL);",
    ],
    "rls-not-forced",
    2,
  ],
  [["CREATE TABLE a.t (tenant_id uuid);", "ALTER TABLE a.t ADD note text;"], "rls-missing", 1],
  [
    ["CREATE TABLE a.t (tenant_id uuid NOT NULL);", "ALTER TABLE a.t ALTER tenant_id DROP NOT NULL;"],
    "rls-missing",
    1,
  ],
  [
    [
      "CREATE TABLE a.t (tenant_id uuid NOT NULL, id int NOT NULL);",
      "ALTER TABLE a.t ALTER tenant_id DROP NOT NULL;",
      "ALTER TABLE a.t ALTER id DROP NOT NULL;",
    ],
    "rls-tenant-column-nullable",
    2,
  ],
  [
    [
      ORDERS,
      "ALTER TABLE a.orders DISABLE ROW LEVEL SECURITY;",
      "CREATE POLICY p ON a.orders USING (true);",
      "DROP POLICY p ON a.orders;",
    ],
    "rls-policies-without-rls",
    5,
  ],
  [
    ["GRANT SELECT ON a.t TO x WITH GRANT OPTION;", "GRANT INSERT ON a.t TO x;"],
    "grant-option-outside-owner",
    1,
  ],
  [["GRANT TRUNCATE ON a.t TO x;", "GRANT INSERT ON a.t TO x;"], "grant-truncate-references-trigger", 1],
  [
    [
      "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
      "ALTER FUNCTION a.f() OWNER TO x;",
    ],
    "definer-without-search-path",
    1,
  ],
  [
    [
      "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1';",
      "ALTER FUNCTION a.f() SECURITY DEFINER;",
    ],
    "function-leakproof",
    1,
  ],
  [["ALTER TABLE a.t DISABLE TRIGGER ALL;", "ALTER TABLE a.t DISABLE TRIGGER x;"], "trigger-switched-off", 1],
];

describe("what a later statement has nothing to do with is told where it came about", () => {
  for (const [statements, rule, line] of UNRELATED)
    test(`${rule}: ${statements.at(-1)}`, async () => {
      const { facts } = await readMigrations([{ path: "1.sql", text: statements.join("\n") }]);
      const found = judge(RULES, facts, { now: PROOF_DAY }).findings.filter((one) => one.rule === rule);
      assert.deepEqual([...new Set(found.map(({ object }) => object.source?.line))], [line]);
    });
});
