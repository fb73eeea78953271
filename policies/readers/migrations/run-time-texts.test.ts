import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "../../judge";
import { RULES } from "../../rules";
import { PROOF_DAY } from "../../testing/prove-rule";
import { readMigrations } from "../migrations";

/** What is found, and what is left to doubt, of a block with these declarations and this body. */
async function read(declared: string, body: string, before = "") {
  const text = `${before}\nDO $$\nDECLARE ${declared}\nBEGIN\n${body}\nEND $$;`;
  const { facts, notRead } = await readMigrations([{ path: "1.sql", text }]);
  return {
    keys: judge(RULES, facts, { now: PROOF_DAY }).findings.map(({ key }) => key),
    doubts: notRead.map(({ reason }) => reason),
  };
}

const OPEN = "grant-public-create:schema app to PUBLIC";
const GRANT = "GRANT CREATE ON SCHEMA app TO PUBLIC";
const AT_RUN_TIME = "runs a text that is made at run time";

describe("a text that a block runs is known", () => {
  for (const [declared, body] of [
    [`s text := '${GRANT}';`, "EXECUTE s;"],
    [`s CONSTANT text DEFAULT '${GRANT}';`, "EXECUTE s;"],
    ["s text;", `s := '${GRANT}'; EXECUTE s;`],
    [
      "s text; who text := 'PUBLIC';",
      "s := 'GRANT CREATE ON SCHEMA app'; s := s || ' TO ' || who; EXECUTE s;",
    ],
    ["", "EXECUTE format('GRANT %s ON SCHEMA %I TO PUBLIC', 'CREATE', 'app');"],
    ["f text := 'GRANT CREATE ON SCHEMA %2$I TO %1$s';", "EXECUTE format(f, 'PUBLIC', 'app');"],
    ["", "EXECUTE 'GRANT CREATE ON SCHEMA ' || quote_ident('app') || ' TO PUBLIC';"],
    ["", "EXECUTE concat('GRANT CREATE ON SCHEMA ', 'app'::name, ' TO PUBLIC');"],
    [`s text := 'SELECT 1';`, `IF now() > 'today' THEN s := '${GRANT}'; EXECUTE s; END IF;`],
    [`a text := 'app'; s text := format('GRANT CREATE ON SCHEMA %I TO PUBLIC', a);`, "EXECUTE s;"],
  ] as const)
    test(`${declared} ${body}`, async () => {
      const { keys, doubts } = await read(declared, body);
      assert.deepEqual(keys, [OPEN]);
      assert.equal(doubts.includes(AT_RUN_TIME), false);
    });
});

describe("a text that a block runs is not known", () => {
  for (const [declared, body] of [
    [`s text := '${GRANT}';`, "SELECT x INTO s FROM t; EXECUTE s;"],
    [`s text := '${GRANT}';`, "EXECUTE 'SELECT 1' INTO s; EXECUTE s;"],
    [`s text := '${GRANT}';`, "s := f(); EXECUTE s;"],
    [`s text := '${GRANT}';`, "IF now() > 'today' THEN s := 'SELECT 1'; END IF; EXECUTE s;"],
    [`s text := '${GRANT}';`, "FOR s IN SELECT 'SELECT 1' LOOP EXECUTE s; END LOOP;"],
    [`s text := '${GRANT}';`, "FOR i IN 1 .. 2 LOOP EXECUTE s; s := 'SELECT 1'; END LOOP;"],
    [`s text := '${GRANT}';`, "BEGIN s := 'x'; EXCEPTION WHEN others THEN EXECUTE s; END; EXECUTE s;"],
    [`s text := '${GRANT}';`, "GET DIAGNOSTICS s = PG_CONTEXT; EXECUTE s;"],
    [`s text[] := ARRAY['${GRANT}'];`, "EXECUTE s[1];"],
    [`s text := '${GRANT}';`, "DECLARE s text := 'SELECT 1'; BEGIN EXECUTE s; END;"],
    ["a text := 'x'; s text := a;", `a := f(); DECLARE b text := a || '${GRANT}'; BEGIN EXECUTE b; END;`],
    ["", `EXECUTE format('%s', '${GRANT}', current_user) || current_user;`],
    ["", `EXECUTE format('%-10s', '${GRANT}');`],
  ] as const)
    test(`${declared} ${body}`, async () => {
      const { keys, doubts } = await read(declared, body);
      assert.deepEqual(keys, []);
      assert.ok(doubts.includes(AT_RUN_TIME), doubts.join());
    });
});

const LOOP = (statement: string) => `FOR r IN SELECT * FROM pg_tables LOOP EXECUTE ${statement}; END LOOP;`;

describe("of a text in which names are filled in at run time", () => {
  for (const [statement, key] of [
    ["format('GRANT CREATE ON SCHEMA %I TO PUBLIC', r.s)", 'grant-public-create:schema "‹r_s›" to PUBLIC'],
    [
      "'ALTER TABLE ' || quote_ident(r.t) || ' DISABLE ROW LEVEL SECURITY'",
      'rls-missing:table public."‹r_t›"',
    ],
    [
      "format('ALTER TABLE %s DISABLE TRIGGER ALL', r.oid::regclass)",
      'trigger-switched-off:table public."‹r_oid›"',
    ],
    ["format('COPY %I TO PROGRAM %L', r.t, r.c)", "script-reaches-server:script 1.sql via COPY … PROGRAM"],
  ] as const)
    test(`what it opens is told: ${statement}`, async () => {
      const { keys, doubts } = await read("r record;", LOOP(statement));
      assert.deepEqual(keys, [key]);
      assert.deepEqual(doubts, [AT_RUN_TIME]);
    });

  test("a password that is filled in is none", async () => {
    const { keys } = await read("r record;", LOOP("format('ALTER ROLE %I PASSWORD %L', r.n, r.p)"));
    assert.deepEqual(keys, []);
  });

  test("what it makes is not told: the names are not known", async () => {
    const { keys } = await read("r record;", LOOP("format('CREATE TABLE %I (tenant_id uuid)', r.t)"));
    assert.deepEqual(keys, []);
  });

  test("what it protects is no longer known to be open, in the schema that it names", async () => {
    const tables =
      "CREATE TABLE a.x (tenant_id uuid NOT NULL, id int); CREATE TABLE b.x (tenant_id uuid NOT NULL, id int);";
    const protect = (name: string) =>
      read("r record;", LOOP(`format('ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY', r.s, r.t)`), tables);
    assert.deepEqual((await protect("a.%2$I")).keys, ["rls-missing:table b.x"]);
    assert.deepEqual((await protect("%I.%I")).keys, []);
  });
});

describe("what psql runs of a query's rows", () => {
  test("is read where it is known, and told where not", async () => {
    const text = `SELECT '${GRANT}' WHERE NOT EXISTS (SELECT FROM t)\\gexec\nSELECT s FROM t \\gexec\n`;
    const { facts, notRead } = await readMigrations([{ path: "1.sql", text }]);
    assert.deepEqual(
      judge(RULES, facts, { now: PROOF_DAY }).findings.map(({ key }) => key),
      [OPEN],
    );
    assert.deepEqual(
      notRead.map(({ place, reason }) => `${place.line}: ${reason}`),
      [`2: ${AT_RUN_TIME}`],
    );
  });
});
