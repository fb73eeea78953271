import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "../../judge";
import { RULES } from "../../rules";
import { PROOF_DAY } from "../../testing/prove-rule";
import { readMigrations } from "../migrations";

async function keys(text: string): Promise<string[]> {
  const { facts } = await readMigrations([{ path: "1.sql", text }]);
  return judge(RULES, facts, { now: PROOF_DAY }).findings.map(({ key }) => key);
}

async function doubts(text: string): Promise<string[]> {
  const { notRead } = await readMigrations([{ path: "1.sql", text }]);
  return notRead.map(({ reason }) => reason);
}

describe("what a migration takes back is not told", () => {
  for (const text of [
    "CREATE ROLE x LOGIN SUPERUSER PASSWORD 'p'; GRANT pg_read_all_data TO x; DROP ROLE IF EXISTS x",
    "GRANT USAGE ON SCHEMA a TO x WITH GRANT OPTION; DROP OWNED BY x",
    "CREATE USER MAPPING FOR PUBLIC SERVER s; DROP USER MAPPING IF EXISTS FOR PUBLIC SERVER s",
    "CREATE USER MAPPING FOR PUBLIC SERVER s; DROP SERVER s CASCADE",
    "CREATE SUBSCRIPTION s CONNECTION 'host=db' PUBLICATION p; DROP SUBSCRIPTION s",
    "ALTER ROLE x SET row_security = off; ALTER ROLE x RESET ALL",
    "ALTER ROLE x IN DATABASE d SET row_security = off; ALTER ROLE x IN DATABASE d RESET row_security",
    "ALTER ROLE ALL SET row_security = off; ALTER ROLE ALL RESET row_security",
    "GRANT SELECT ON a.elsewhere TO PUBLIC; REVOKE ALL ON ALL TABLES IN SCHEMA a FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION a.f(int) TO PUBLIC WITH GRANT OPTION; REVOKE ALL ON ALL ROUTINES IN SCHEMA a FROM PUBLIC",
    "CREATE TABLE a.t (ssn text); GRANT SELECT (ssn) ON a.t TO PUBLIC; REVOKE ALL ON a.t FROM PUBLIC",
    "GRANT SELECT ON LARGE OBJECT 1 TO PUBLIC; REVOKE SELECT ON LARGE OBJECT 1 FROM PUBLIC",
  ])
    test(text, async () => assert.deepEqual(await keys(text), []));

  test("and one scope of settings does not end those of another", async () => {
    const other = "ALTER ROLE x SET row_security = off; ALTER ROLE x IN DATABASE d RESET ALL";
    assert.deepEqual(await keys(other), ["setting-row-security-off:role x"]);
  });
});

describe("a role that the files do not create", () => {
  test("is found where they make it a member of a dangerous one, and told under its last name", async () => {
    assert.deepEqual(await keys("GRANT pg_write_server_files TO app; ALTER ROLE app RENAME TO shop"), [
      "role-member-of-server-access:role shop via pg_write_server_files",
    ]);
  });
});

describe("the roles that requests run as, which no migration makes", () => {
  const open = "CREATE TABLE public.notes (id int); GRANT SELECT ON public.notes TO anon";

  test("are known by what is granted to them", async () => {
    assert.deepEqual(await keys(open), ["table-open-to-requests:table public.notes to anon"]);
  });

  test("are not there where nothing is, and reach no table that is guarded", async () => {
    assert.deepEqual(await keys(open.replace("anon", "app")), []);
    assert.deepEqual(
      await keys(`${open}; ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`),
      ["rls-no-policy:table public.notes"],
    );
  });
});

describe("settings of every database", () => {
  test("are told as such, with the statement that ends them", async () => {
    const { facts } = await readMigrations([
      { path: "1.sql", text: "ALTER ROLE ALL SET session_replication_role = replica" },
    ]);
    const [finding] = judge(RULES, facts, { now: PROOF_DAY }).findings;
    assert.equal(
      finding?.message,
      "sessions of every database start with session_replication_role = replica",
    );
    assert.equal(finding?.fix, 'ALTER ROLE ALL RESET "session_replication_role";');
  });
});

describe("literal passwords", () => {
  for (const [text, owner] of [
    ["CREATE ROLE x PASSWORD 'hunter2'", "role x"],
    ["CREATE ROLE x PASSWORD 'hunter2'; ALTER ROLE x RENAME TO y", "role y"],
    ["CREATE USER MAPPING FOR x SERVER s OPTIONS (password 'hunter2')", "user mapping of x for s"],
    [
      "ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (SET password 'hunter2')",
      "user mapping of the migrating role for s",
    ],
    [
      "CREATE SERVER s FOREIGN DATA WRAPPER other_fdw OPTIONS (host 'a', password 'hunter2')",
      "foreign server s",
    ],
    ["ALTER SUBSCRIPTION s CONNECTION 'host=/run password=hunter2'", "subscription s"],
    ["SELECT dblink_connect('c', 'host=/run password=hunter2')", "a call of dblink_connect"],
    [
      "DO $$ BEGIN PERFORM s.dblink_exec('postgres://u:hunter2@h/d', 'SELECT 1'); END $$",
      "a call of dblink_exec",
    ],
  ] as const)
    test(`are found and never repeated: ${text}`, async () => {
      const { facts, notRead } = await readMigrations([{ path: "1.sql", text }]);
      const { findings } = judge(RULES, facts, { now: PROOF_DAY });
      assert.deepEqual(
        findings.filter(({ rule }) => rule === "password-plaintext-input").map(({ object }) => object.name),
        [owner],
      );
      assert.doesNotMatch(JSON.stringify([facts, findings, notRead]), /hunter2/);
    });

  test("are none where a tool fills them in, or nothing stands there", async () => {
    for (const text of [
      "CREATE USER MAPPING FOR x SERVER s OPTIONS (user 'r', password '‹password››')",
      "ALTER USER MAPPING FOR x SERVER s OPTIONS (DROP password)",
      "ALTER SUBSCRIPTION s CONNECTION 'host=/run user=r'",
      "SELECT dblink_connect('c', 'named')",
    ])
      assert.deepEqual(await keys(text), [], text);
  });
});

describe("what is not looked into is said", () => {
  for (const [text, reason] of [
    [
      "UPDATE pg_authid SET rolsuper = true",
      "writes into the catalog pg_authid by hand: what that does is not looked into",
    ],
    [
      "DELETE FROM pg_catalog.pg_policy",
      "writes into the catalog pg_policy by hand: what that does is not looked into",
    ],
    [
      "IMPORT FOREIGN SCHEMA public FROM SERVER far INTO near",
      "makes the foreign tables of far in schema near: which, the files do not tell",
    ],
  ] as const)
    test(text, async () => assert.deepEqual(await doubts(text), [reason]));

  test("rows of the user's own tables are nobody's business", async () => {
    const onCondition = "DO $$ BEGIN IF a.f() THEN UPDATE orders SET id = 1; DELETE FROM x; END IF; END $$";
    assert.deepEqual(
      await doubts(`CREATE FUNCTION a.f() RETURNS boolean LANGUAGE sql AS 'SELECT true'; ${onCondition}`),
      [],
    );
    assert.deepEqual(await doubts("INSERT INTO a.pg_notes VALUES (1); UPDATE orders SET id = 1"), []);
  });
});

describe("what REASSIGN OWNED hands on", () => {
  const definer = (owner: string) => `
    CREATE ROLE boss SUPERUSER; CREATE ROLE app;
    CREATE FUNCTION a.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
    REVOKE ALL ON FUNCTION a.f() FROM PUBLIC;
    ${owner}`;
  const OWNED = "definer-owned-by-superuser:function a.f()";

  for (const [statements, expected] of [
    ["ALTER FUNCTION a.f() OWNER TO app;", []],
    ["ALTER FUNCTION a.f() OWNER TO app; REASSIGN OWNED BY app TO boss;", [OWNED]],
    ["REASSIGN OWNED BY CURRENT_USER TO boss;", [OWNED]],
    ["ALTER FUNCTION a.f() OWNER TO boss; REASSIGN OWNED BY app, boss TO app;", []],
    ["ALTER FUNCTION a.f() OWNER TO app; REASSIGN OWNED BY other TO boss;", []],
  ] as const)
    test(statements, async () => assert.deepEqual(await keys(definer(statements)), expected));
});

describe("a security label", () => {
  test("is told, and that one is taken away: what it protects, files do not tell", async () => {
    const label = "SECURITY LABEL FOR anon ON COLUMN a.t.mail IS";
    assert.deepEqual(await doubts(`${label} 'MASKED WITH VALUE NULL'; ${label} NULL;`), [
      "sets a security label of anon: whether the server enforces it, `palisade audit` tells",
      "takes a security label of anon away: what that protected, the files do not tell",
    ]);
  });
});

describe("what psql is told to read", () => {
  test("is told where it is not among the files", async () => {
    const { notRead } = await readMigrations([
      { path: "db/all.sql", text: "\\i one.sql\n\\i two.sql\n" },
      { path: "db/parts/one.sql", text: "" },
    ]);
    assert.deepEqual(notRead, [
      {
        place: { file: "db/all.sql", line: 2, column: 1 },
        reason: "reads the file two.sql, which is not among the files: give it too",
      },
    ]);
  });
});

describe("what is granted on the server's own objects", () => {
  for (const [grant, expected] of [
    [
      "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO app",
      ["system-privileges-loosened:function pg_catalog.pg_read_file(text) to app"],
    ],
    [
      "GRANT EXECUTE ON FUNCTION pg_reload_conf() TO app",
      ["system-privileges-loosened:function pg_catalog.pg_reload_conf() to app"],
    ],
    ["GRANT SELECT ON pg_authid TO app", ["secret-catalog-readable:table pg_catalog.pg_authid to app"]],
    ["GRANT SELECT ON pg_authid TO app; REVOKE ALL ON pg_catalog.pg_authid FROM app", []],
    // Everybody may from the beginning.
    ["GRANT SELECT ON pg_catalog.pg_class, information_schema.tables TO PUBLIC", []],
    ["GRANT EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) TO app", []],
  ] as const)
    test(grant, async () => assert.deepEqual(await keys(grant), expected));
});

describe("code that is not bound to the database", () => {
  for (const [statement, expected] of [
    [
      "CREATE FUNCTION a.f(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
      ["script-reaches-server:script 1.sql via LANGUAGE c"],
    ],
    [
      "CREATE FUNCTION a.f(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'",
      ["script-reaches-server:script 1.sql via LANGUAGE internal"],
    ],
    [
      "CREATE FUNCTION a.f() RETURNS int LANGUAGE plpython3u AS 'return 1'",
      ["language-untrusted:language plpython3u"],
    ],
    ["CREATE EXTENSION plperl", ["language-unneeded:language plperl"]],
    ["CREATE FUNCTION a.f() RETURNS text BEGIN ATOMIC SELECT pg_read_file('x'); END", []],
  ] as const)
    test(statement, async () => assert.deepEqual(await keys(statement), expected));

  test("is what the script of an extension brings", async () => {
    const text = "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'MODULE_PATHNAME'";
    const { facts } = await readMigrations([{ path: "x--1.0.sql", text }]);
    const rules = judge(RULES, facts, { now: PROOF_DAY }).findings.map(({ rule }) => rule);
    assert.equal(rules.includes("script-reaches-server"), false);
  });
});

describe("what default privileges of whoever migrates say", () => {
  test("names no role in the sentence, and none in the statement that mends it", async () => {
    const text = "ALTER DEFAULT PRIVILEGES IN SCHEMA a GRANT SELECT ON TABLES TO PUBLIC";
    const { facts } = await readMigrations([{ path: "1.sql", text }]);
    assert.deepEqual(
      judge(RULES, facts, { now: PROOF_DAY }).findings.map(({ message, fix }) => [message, fix]),
      [
        [
          "PUBLIC will have SELECT on tables that the migrating role creates in schema a",
          'ALTER DEFAULT PRIVILEGES IN SCHEMA "a" REVOKE SELECT ON TABLES FROM PUBLIC;',
        ],
      ],
    );
  });
});

describe("triggers and foreign keys switched off", () => {
  const off = "script-triggers-off:script 1.sql via session_replication_role = replica";
  for (const text of [
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role TO 'Replica'",
    "SELECT pg_catalog.set_config('session_replication_role', 'replica', false)",
    "DO $$ BEGIN SET LOCAL session_replication_role = replica; END $$",
    "DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', true); END $$",
    "SET session_replication_role = replica; INSERT INTO a.t SELECT 1; RESET session_replication_role",
  ])
    test(`are found: ${text}`, async () => assert.deepEqual(await keys(text), [off]));

  for (const text of [
    "SET session_replication_role = origin",
    "RESET session_replication_role",
    // As pg_dump writes it: with it a statement that row security would narrow fails, and none gets more rows.
    "SET row_security = off",
  ])
    test(`are not: ${text}`, async () => assert.deepEqual(await keys(text), []));
});
