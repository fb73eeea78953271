import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Session, withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { HOSTILE_NAMES } from "../postgres/testing/hostile-names";
import {
  freshDatabase,
  MAJORS,
  readServerLog,
  serverFor,
  startTestServer,
  type TestDatabase,
  type TestServer,
  uniqueName,
} from "../test/servers";
import { displayWidth } from "./access/layout";
import type { accessReport } from "./access/render-json";
import { environmentOf } from "./testing/environment";
import { type CliResult, runCli } from "./testing/run-cli";

type Report = ReturnType<typeof accessReport>;

for (const major of MAJORS) {
  describe(`palisade access on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let database: TestDatabase;
    let folder: string;
    let env: NodeJS.ProcessEnv;
    const suffix = uniqueName("").slice(1);
    const owner = `owner_${suffix}`;
    const app = `app_${suffix}`;
    const group = `group_${suffix}`;
    const clerk = `clerk_${suffix}`;
    const guest = `guest_${suffix}`;

    before(async () => {
      // A server of its own: who can reach a table are all roles of the server, also those that another test makes.
      server = await startTestServer(major);
      database = await freshDatabase(server, "access");
      folder = mkdtempSync(join(tmpdir(), "palisade-access-"));
      env = environmentOf(database.settings, folder);
      await execute(
        `CREATE ROLE ${owner}`,
        `CREATE ROLE ${app} LOGIN PASSWORD 'long enough'`,
        `CREATE ROLE ${group}`,
        `CREATE ROLE ${clerk} LOGIN NOINHERIT`,
        `CREATE ROLE ${guest} LOGIN`,
        `GRANT ${group} TO ${app}`,
        `GRANT ${owner} TO ${clerk}`,
        `CREATE SCHEMA shop AUTHORIZATION ${owner}`,
        `SET ROLE ${owner}`,
        "CREATE TABLE shop.orders (tenant_id int, id int)",
        "CREATE TABLE shop.users (id int, email text)",
        "CREATE VIEW shop.open_orders AS SELECT id FROM shop.orders",
        "CREATE FUNCTION shop.f(a integer, b text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION shop.f(a integer) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY",
        `CREATE POLICY mine ON shop.orders TO ${group} USING (true)`,
        `GRANT USAGE ON SCHEMA shop TO ${group}`,
        `GRANT SELECT, UPDATE ON shop.orders TO ${group}`,
        `GRANT SELECT ON shop.orders TO ${guest}`,
        `GRANT SELECT (email) ON shop.users TO ${group}`,
        `GRANT SELECT ON shop.open_orders TO ${group}`,
        ...[...Array(60).keys()].map((number) => `CREATE TABLE shop.item_${number} (id int)`),
        "RESET ROLE",
      );
    });
    after(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function execute(...statements: string[]): Promise<void> {
      await withSession(database.settings, async (session: Session) => {
        for (const sql of statements) await session.query(sql);
      });
    }

    const access = (...args: string[]): Promise<CliResult> => runCli(["access", ...args], env);
    async function report(...args: string[]): Promise<Report> {
      const { out, err, status } = await access("--format", "json", ...args);
      assert.deepEqual({ err, status }, { err: "", status: 0 });
      return JSON.parse(out) as Report;
    }
    const cell = ({ access: entries }: Report, role: string, object: string) =>
      entries.find((entry) => entry.role === role && entry.objects.includes(object));

    test("JSON tells who can reach a table, by which way, and what is missing", async () => {
      const found = await report("--object", "shop.orders");
      assert.equal(found.schemaVersion, 1);
      assert.equal(found.asked.object, "table shop.orders");
      assert.deepEqual(found.objects[0]?.rowSecurity, { enabled: true, forced: false });
      const key = "table shop.orders";
      const byGroup = cell(found, app, key);
      assert.deepEqual(byGroup?.privileges, ["SELECT", "UPDATE"]);
      assert.deepEqual(
        byGroup?.reasons.map(({ how, path }) => [how, ...path]),
        [["grant", app, group]],
      );
      assert.deepEqual(byGroup?.rowSecurity, { bypass: null, policies: ["mine"] });
      assert.deepEqual(cell(found, guest, key)?.missing, [{ privilege: "USAGE", object: "schema shop" }]);
      const later = cell(found, clerk, key);
      assert.deepEqual(later?.privileges, []);
      assert.deepEqual(
        later?.afterSetRole.map(({ path }) => path),
        [[clerk, owner]],
      );
      assert.equal(cell(found, owner, key)?.rowSecurity?.bypass, "owner");
      assert.deepEqual(cell(found, owner, key)?.owner, [owner]);
      assert.equal(cell(found, "postgres", key)?.reasons[0]?.how, "superuser");
    });

    test("text tells the same of a table: ways, columns, views, SET ROLE, rows", async () => {
      const { out, status } = await access("--object", "shop.orders", "--width", "200");
      assert.equal(status, 0);
      assert.match(out, new RegExp(`${app} +SELECT, UPDATE +member of ${group}$`, "m"));
      assert.match(
        out,
        new RegExp(`Held, but not usable\n +${guest} +SELECT +directly; no USAGE on schema shop`),
      );
      assert.match(out, new RegExp(`${clerk} +all +SET ROLE ${owner}, then owner`));
      assert.match(
        out,
        new RegExp(`${app}, ${group}, ${owner} +SELECT +view shop\\.open_orders, which reads as ${owner}`),
      );
      assert.match(out, new RegExp(`${owner} +row security bypassed \\(owner\\)`));
      assert.match(out, new RegExp(`${guest} +row security lets no row through`));
      const columns = await access("--object", "shop.users", "--width", "200");
      assert.match(columns.out, new RegExp(`Only columns\n +${app} +SELECT \\(email\\) +member of ${group}`));
    });

    test("text tells everything that a role can reach", async () => {
      const { out } = await access("--role", clerk, "--width", "200");
      assert.match(out, new RegExp(`^role ${clerk}: login$`, "m"));
      assert.match(out, new RegExp(`can SET ROLE to +${owner}`));
      assert.match(out, /^ {2}6\d tables in shop: item_0, .*more +all +SET ROLE/m);
    });

    test("a role and an object together are the one question", async () => {
      const none = await access("--role", guest, "--object", "shop.users");
      assert.match(none.out, new RegExp(`^${guest} cannot reach table shop\\.users\\.$`, "m"));
      const found = await report("--role", app, "--object", "shop.users.email");
      assert.deepEqual(
        found.access.map(({ objects, privileges }) => [objects, privileges]),
        [[["column shop.users.email"], ["SELECT"]]],
      );
    });

    for (const width of [80, 100, 120]) {
      test(`the matrix fits ${width} columns; sixty-one tables are one line`, async () => {
        const { out } = await access("--width", String(width));
        for (const line of out.split("\n")) assert.ok(displayWidth(line) <= width, line);
        assert.match(out, /61 tables: item_0/);
        assert.doesNotMatch(out, /item_40/);
      });
    }

    test("predefined roles are shown on request alone", async () => {
      const without = await report();
      const all = await report("--all");
      assert.equal(
        without.roles.some(({ role }) => role?.startsWith("pg_")),
        false,
      );
      assert.ok(all.roles.some(({ role }) => role === "pg_read_all_data"));
    });

    for (const [written, key] of [
      ["table shop.orders", "table shop.orders"],
      ["ORDERS", "table shop.orders"],
      ["shop", "schema shop"],
      ["shop.f(integer, text)", "function shop.f(a integer, b text)"],
      ["function shop.f(a integer)", "function shop.f(a integer)"],
      ["users.email", "column shop.users.email"],
      ["column shop.users.id", "column shop.users.id"],
    ] as const) {
      test(`finds ${written}`, async () => {
        assert.equal((await report("--object", written)).asked.object, key);
      });
    }

    for (const [what, args, sentence] of [
      [
        "an unknown object",
        ["--object", "shop.ordres"],
        /no object shop\.ordres; did you mean table shop\.orders\?/,
      ],
      ["an unknown column", ["--object", "shop.users.emial"], /did you mean column shop\.users\.email/],
      [
        "an ambiguous object",
        ["--object", "shop.f"],
        /could be function shop\.f\(a integer\), function shop\.f\(a integer, b text\)/,
      ],
      ["a name that is none", ["--object", 'shop."f'], /is no part of a name/],
      ["a width that is none", ["--width", "wide"], /whole number, 60 or more/],
    ] as const) {
      test(`${what} is an error with what to write instead`, async () => {
        const { out, err, status } = await access(...args);
        assert.match(err, sentence);
        assert.deepEqual({ out, status }, { out: "", status: 2 });
      });
    }

    test("an unknown role is an error with the nearest names", async () => {
      const { err, status } = await access("--role", `${app}x`);
      assert.match(err, new RegExp(`there is no role ${app}x; did you mean ${app}`));
      assert.equal(status, 2);
    });

    test("a role without any privilege may ask, and is answered the same", async () => {
      const asked = { ...env, PGUSER: app, PGPASSWORD: "long enough" };
      const { out, err, status } = await runCli(["access", "--object", "shop.orders"], asked);
      assert.deepEqual({ err, status }, { err: "", status: 0 });
      assert.equal(out, (await access("--object", "shop.orders")).out);
    });

    test("writes a file for its owner alone", async () => {
      const file = join(folder, "access.json");
      const { out, status } = await access("--format", "json", "--output", file);
      assert.deepEqual({ out, status }, { out: "", status: 0 });
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal((JSON.parse(readFileSync(file, "utf8")) as Report).target.database, database.name);
    });

    test("leaves no trace: one read-only transaction that is rolled back, and only SELECTs in it", async () => {
      const before = (await readServerLog(server)).length;
      await access();
      const log = (await readServerLog(server)).slice(before);
      const line = /@(\S+?)\/palisade access from \S+ LOG: {2}(?:statement|execute <unnamed>): (.*)$/gm;
      const statements = [...log.matchAll(line)].flatMap(([, name, sql]) =>
        name === database.name ? [sql ?? ""] : [],
      );
      assert.ok(statements.length > 4, `the log shows the statements: ${statements.length}`);
      assert.match(statements[0] ?? "", /^BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY/);
      assert.match(statements.at(-1) ?? "", /^ROLLBACK/);
      for (const statement of statements.slice(1, -1)) assert.match(statement, /^(SELECT|WITH) /);
    });
  });
}

describe("palisade access and hostile names", () => {
  test("text and JSON hold no character that a terminal obeys, and every role by its true name", async () => {
    const server = await serverFor(18);
    const database = await freshDatabase(server, "access");
    const suffix = uniqueName("");
    const names = HOSTILE_NAMES.map((name) => `${[...name].slice(0, 20).join("")}${suffix}`);
    const folder = mkdtempSync(join(tmpdir(), "palisade-access-"));
    try {
      writeFileSync(join(folder, "ca.pem"), database.settings.ca ?? "");
      await withSession(database.settings, async (session) => {
        for (const name of names) {
          const quoted = quoteIdentifier(name);
          await session.query(`CREATE ROLE ${quoted}`);
          await session.query(`CREATE TABLE public.${quoted} (${quoted} int)`);
          await session.query(`GRANT SELECT ON public.${quoted} TO ${quoted}`);
        }
      });
      const env = environmentOf(database.settings, folder);
      for (const width of [80, 120]) {
        const { out } = await runCli(["access", "--width", String(width)], env);
        assert.doesNotMatch(out.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
        for (const line of out.split("\n")) assert.ok(displayWidth(line) <= width, line);
      }
      const json = (await runCli(["access", "--format", "json"], env)).out;
      assert.doesNotMatch(json, /[\p{Cf}]/u);
      const found = JSON.parse(json) as Report;
      for (const name of names)
        assert.ok(
          found.roles.some(({ role }) => role === name),
          name,
        );
      for (const name of names) {
        const quoted = quoteIdentifier(name);
        const { out, err } = await runCli(
          ["access", "--format", "json", "--role", name, "--object", `table public.${quoted}`],
          env,
        );
        assert.equal(err, "");
        assert.equal((JSON.parse(out) as Report).objects[0]?.name, name);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await database.drop();
      await withSession(server.settings, async (session) => {
        for (const name of names) await session.query(`DROP ROLE ${quoteIdentifier(name)}`);
      });
    }
  });
});
