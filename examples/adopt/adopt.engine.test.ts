import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Session, withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { serverFor } from "../../test/servers";
import { TestStack } from "../../test/stack/test-stack";
import { assertQuotes, keptLines, lossWarning, quotedBelow } from "./guide-outputs";
import { installKea, type Kea, readKea } from "./kea";
import { type Attempt, type Outcomes, probe, REFUSED, tryAll } from "./probe";
import { STRUCTURE, work } from "./workload";

/** Everything that a first look must leave alone: owners, access lists, default privileges, memberships, role attributes. */
const ACCESS = `
  SELECT 'class', oid, relowner, relacl::text FROM pg_class
  UNION ALL SELECT 'proc', oid, proowner, proacl::text FROM pg_proc
  UNION ALL SELECT 'type', oid, typowner, typacl::text FROM pg_type
  UNION ALL SELECT 'namespace', oid, nspowner, nspacl::text FROM pg_namespace
  UNION ALL SELECT 'language', oid, lanowner, lanacl::text FROM pg_language
  UNION ALL SELECT 'database', oid, datdba, datacl::text FROM pg_database WHERE datname = 'kea'
  UNION ALL SELECT 'default', oid, defaclrole, defaclacl::text FROM pg_default_acl
  UNION ALL SELECT 'member', roleid, member, admin_option::text FROM pg_auth_members WHERE roleid = 'kea'::regrole
  UNION ALL SELECT 'role', oid, 0, to_jsonb(pg_roles)::text FROM pg_roles WHERE rolname LIKE 'kea%'
  ORDER BY 1, 2, 3, 4`;

describe("a public application's database is adopted by the real engine, and its application goes on working", () => {
  const password = randomBytes(18).toString("base64url");
  let admin: ConnectionSettings;
  let stack: TestStack;
  let kea: Kea;
  let first: Outcomes;

  /** A session of a role of the story, as its program has it. */
  const as = <T>(user: string, work: (session: Session) => Promise<T>): Promise<T> =>
    withSession({ ...admin, database: "kea", user, password }, async (session) => {
      await session.query("SET search_path = public");
      return work(session);
    });
  const asAdmin = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    withSession({ ...admin, database: "kea" }, async (session) => {
      await session.query("SET search_path = public");
      return work(session);
    });
  const one = async (sql: string) => (await asAdmin((session) => session.rows(sql)))[0]?.[0];
  const tryAs = (user: string, attempts: readonly Attempt[]) =>
    as(user, (session) => tryAll(session, attempts));

  /** The application does what it did before, and with rows. */
  const stillWorks = async () => {
    const now = await as("kea", (session) => probe(session, kea));
    const changed = [...first].filter(([name, answer]) => now.get(name) !== answer);
    assert.deepEqual(changed, []);
    const { counted, reservation, audited } = await as("kea", (session) => work(session, kea));
    assert.deepEqual(counted, [1, 0]);
    assert.ok(reservation > 0);
    assert.ok(audited > 0);
  };

  before(async () => {
    kea = await readKea();
    const server = await serverFor(18);
    admin = server.settings;
    const database = await installKea(kea, admin, password);
    await withSession(database, async (session) => {
      await session.query("SET search_path = public");
      await session.query(readFileSync(join(__dirname, "years.sql"), "utf8"));
      for (const role of ["kea_monitor", "kea_helpdesk", "kea_intern", "kea_tool"])
        await session.query(`ALTER ROLE ${role} PASSWORD '${password}'`);
    });
    stack = await TestStack.create(server);
  });
  after(() => stack?.remove());

  test("the package brings a database of at least 50 tables, all the application's own", async () => {
    const count = (condition: string) =>
      one(`SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace AND ${condition}`);
    assert.ok(Number(await count("relkind = 'r'")) >= 50);
    assert.ok(Number(await count("relkind = 'S'")) >= 20);
    assert.ok(
      Number(await one("SELECT count(*)::int FROM pg_proc WHERE pronamespace = 'public'::regnamespace")) >=
        100,
    );
    assert.equal(await one("SELECT datdba::regrole::text FROM pg_database WHERE datname = 'kea'"), "kea");
    assert.ok(kea.statements.length >= 200, `${kea.statements.length} statements of the program`);
    first = await as("kea", (session) => probe(session, kea));
    assert.ok(first.size >= 400, `${first.size} attempts`);
    assert.ok([...first.keys()].filter((name) => name.startsWith("statement")).length >= 200);
    assert.ok(![...first.values()].includes(REFUSED), "it may do everything");
    await stillWorks();
    const structure = await tryAs("kea", STRUCTURE);
    assert.deepEqual(
      [...structure].filter(([, answer]) => answer !== "ok"),
      [],
    );
  });

  test("a first look shows what nobody declared, and changes nothing", async () => {
    stack.runs("examples/adopt/look.ts");
    const access = await asAdmin((session) => session.rows(ACCESS));
    const { code, output } = await stack.preview();
    assert.equal(code, 0, output);
    assert.deepEqual(keptLines(output), quotedBelow("### Look")[0]);
    assert.doesNotMatch(output, /gains|loses/);
    await stack.up("--skip-preview");
    assert.deepEqual(await asAdmin((session) => session.rows(ACCESS)), access);
    await stack.up("--skip-preview");
    assert.deepEqual(await stack.changes(), { same: 3 });
  });

  test("the owner is split from the application, which goes on working and can change no structure", async () => {
    stack.runs("examples/adopt/split.ts");
    const { code, output } = await stack.preview();
    assert.equal(code, 0, output);
    assert.deepEqual(lossWarning(output), quotedBelow("### Split the owner from the application")[0]);
    assert.doesNotMatch(output, /(PUBLIC|kea_monitor|kea_helpdesk|kea_intern) loses/);
    await stack.up("--skip-preview");
    const strangers = await one(
      `SELECT count(*)::int FROM (
         SELECT relowner AS owner FROM pg_class WHERE relnamespace = 'public'::regnamespace
         UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace
         UNION ALL SELECT datdba FROM pg_database WHERE datname = 'kea') AS owned
        WHERE owner <> 'kea_owner'::regrole`,
    );
    assert.equal(strangers, 0);
    await stillWorks();
    const structure = await tryAs("kea", STRUCTURE);
    assert.deepEqual(
      [...structure].filter(([, answer]) => answer !== REFUSED),
      // PUBLIC's TEMPORARY is not declared, and stays for now.
      [["CREATE TEMPORARY TABLE mine (id int)", "ok"]],
    );
    await stack.up("--skip-preview");
    assert.deepEqual(await stack.changes(), { same: 5 });
  });

  test("hardened, nobody has anything but what is declared, and the application goes on working", async () => {
    stack.runs("examples/adopt/hardened.ts");
    const { code, output } = await stack.preview();
    assert.equal(code, 0, output);
    assert.deepEqual(lossWarning(output), quotedBelow("### Harden")[0]);
    assertQuotes(output, (quotedBelow("## Grant options")[0] ?? []).slice(1, -1));
    await stack.up("--skip-preview");
    await stillWorks();
    const structure = await tryAs("kea", STRUCTURE);
    assert.deepEqual(
      [...structure].filter(([, answer]) => answer !== REFUSED),
      [],
    );
    await stack.up("--skip-preview");
    assert.deepEqual(await stack.changes(), { same: 5 });
    const again = await stack.preview("--refresh");
    assert.match(again.output, /5 unchanged/);
  });

  test("what another tool looks after is as it was, and strangers are out", async () => {
    const read = (table: string) => ({ name: table, sql: `SELECT count(*) FROM ${table}` });
    assert.deepEqual(
      [...(await tryAs("kea_monitor", ["lease4_stat", "lease6_stat", "lease4"].map(read)))],
      [
        ["lease4_stat", "ok"],
        ["lease6_stat", "ok"],
        ["lease4", REFUSED],
      ],
    );
    for (const role of ["kea_helpdesk", "kea_intern", "kea_tool"])
      await assert.rejects(
        as(role, (session) => session.query("SELECT 1")),
        /permission denied for database|CONNECT/,
      );
  });

  test("the application can pass nothing on", async () => {
    await as("kea", async (session) => {
      await session.query("GRANT SELECT ON lease4 TO kea_intern");
      assert.ok(
        session.takeNotices().some(({ code }) => code === "01007"),
        "the server warns that nothing was granted",
      );
      assert.deepEqual(await session.rows("SELECT has_table_privilege('kea_intern', 'lease4', 'SELECT')"), [
        [false],
      ]);
    });
  });

  test("an upgrade by the owner: tables are open to the application at once, functions with the next update", async () => {
    await asAdmin(async (session) => {
      await session.query("SET ROLE kea_owner");
      await session.query("CREATE TABLE added (id serial PRIMARY KEY)");
      await session.query("CREATE FUNCTION added_twice(n int) RETURNS int LANGUAGE sql RETURN n * 2");
    });
    const attempts = ["INSERT INTO added DEFAULT VALUES", "SELECT added_twice(2)"].map((sql) => ({
      name: sql,
      sql,
    }));
    assert.deepEqual([...(await tryAs("kea", attempts)).values()], ["ok", REFUSED]);
    const { output } = await stack.preview();
    assert.match(output, /kea gains EXECUTE on function public\.added_twice/);
    await stack.up("--skip-preview");
    assert.deepEqual([...(await tryAs("kea", attempts)).values()], ["ok", "ok"]);
  });

  test("drift is seen by preview --refresh and repaired by the next update", async () => {
    await asAdmin(async (session) => {
      await session.query("GRANT TRUNCATE ON lease4 TO kea");
      await session.query("ALTER TABLE logs OWNER TO kea");
      await session.query("GRANT kea TO kea_tool");
      await session.query("ALTER ROLE kea CREATEDB");
    });
    const { output } = await stack.preview("--refresh");
    assert.deepEqual(lossWarning(output), quotedBelow("### Harden")[1]);
    await stack.up("--refresh", "--skip-preview");
    await stillWorks();
    assert.deepEqual(
      [...(await tryAs("kea", STRUCTURE))].filter(([, answer]) => answer !== REFUSED),
      [],
    );
  });

  test("a destroy is refused while the role that the stack made owns the database", async () => {
    const resources = async () => {
      const { deployment } = JSON.parse(await stack.succeed(["stack", "export"])) as {
        deployment: { resources: { urn: string }[] };
      };
      return deployment.resources.map(({ urn }) => urn).sort();
    };
    const before = await resources();
    const { code, output } = await stack.run(["destroy", "--yes"]);
    assert.notEqual(code, 0);
    assert.match(output, /kea_owner owns \d+ objects in database kea: /);
    assertQuotes(output, quotedBelow("## Removing it")[0] ?? []);
    assert.deepEqual(await resources(), before, "every resource is still in the state");
    await asAdmin(async (session) => {
      const owner = await session.rows(
        "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()",
      );
      assert.deepEqual(owner, [["kea_owner"]]);
    });
    assert.match((await stack.preview("--refresh")).output, /5 unchanged/);
    await stillWorks();
  });
});
