import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { QUICK_QUERIES } from "../postgres/catalog/quick-queries";
import { connect, withSession } from "../postgres/connect/session";
import type { ConnectionSettings } from "../postgres/connect/settings";
import {
  freshDatabase,
  MAJORS,
  serverFor,
  startTestServer,
  type TestDatabase,
  uniqueName,
} from "../test/servers";
import { environmentOf } from "./testing/environment";
import { runCli } from "./testing/run-cli";

const folder = mkdtempSync(join(tmpdir(), "palisade-query-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(settings: ConnectionSettings, ...args: string[]) {
  return runCli(["query", ...args], { ...environmentOf(settings, folder), PGSSLMODE: "verify-ca" });
}

/** Questions about all roles of the server. */
const OF_THE_CLUSTER: ReadonlySet<string> = new Set(["roles", "memberships", "superuser-ways"]);

/** What a question is answered, and what the statement that it prints gives in a session that may only read. */
async function bothWays(settings: ConnectionSettings, name: string) {
  const { out } = await run(settings, name, "--sql");
  const { rows } = JSON.parse((await run(settings, name, "--format", "json")).out);
  const printed = await withSession(settings, async (session) => {
    await session.query("BEGIN READ ONLY");
    return session.query(out.trimEnd().replace(/;$/, ""));
  });
  return { answer: rows as object[], printed: JSON.parse(JSON.stringify(printed)) as object[] };
}

for (const major of MAJORS) {
  describe(`palisade query on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const role = uniqueName("query");

    before(async () => {
      database = await freshDatabase(await serverFor(major), "query");
      await withSession(database.settings, async (session) => {
        for (const sql of [
          `CREATE ROLE ${role} LOGIN CREATEDB PASSWORD 'of a role of a test'`,
          `GRANT pg_read_server_files TO ${role}`,
          "CREATE SCHEMA app",
          "CREATE TABLE app.open (id int)",
          'CREATE TABLE app."closed\u202e" (id int)',
          'ALTER TABLE app."closed\u202e" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
          'CREATE POLICY all_of_it ON app."closed\u202e" USING (true)',
          "GRANT SELECT ON app.open TO PUBLIC",
          "CREATE FUNCTION app.power() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
          `ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO ${role}`,
        ])
          await session.query(sql);
      });
    });
    after(async () => {
      await withSession(database.settings, (session) =>
        session.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`),
      );
      await database.drop();
    });

    test("each question has an answer, with what was planted for it", async () => {
      const planted: Readonly<Record<string, RegExp>> = {
        roles: new RegExp(`^ ${role} +\\| no +\\| no +\\| yes `, "m"),
        memberships: new RegExp(`^ ${role} +\\| pg_read_server_files `, "m"),
        "superuser-ways": new RegExp(`^ ${role} +\\| pg_read_server_files +\\| server's files`, "m"),
        "unprotected-tables": /^ app +\| open +\|.*\| no +\| no +\| 0$/m,
        policies: /^ app +\| closed\\u\{202e\} +\| all_of_it +\| PERMISSIVE \| ALL +\| public +\| true/m,
        "public-privileges": /^ relation +\| app\.open +\| SELECT$/m,
        "definer-functions": /^ app\.power\(\) +\|.*\| yes +\| no +\| yes$/m,
        "default-privileges": new RegExp(`\\| app +\\| tables +\\| ${role} +\\| SELECT$`, "m"),
        extensions: /^ plpgsql +\| /m,
        connections: /\| yes +\| TLSv1\.3 +\| \d+$/m,
        hba: /\| scram-sha-256 +\|/,
      };
      const unplanted = QUICK_QUERIES.map(({ name }) => name).filter((name) => planted[name] === undefined);
      assert.deepEqual(unplanted, ["failed-logins"]);
      for (const [name, pattern] of Object.entries(planted)) {
        const { status, out, err } = await run(database.settings, name);
        assert.equal(status, 0, `${name}: ${err}`);
        assert.match(out, pattern, name);
        assert.match(out, /\(\d+ rows?\)\n$/);
      }
      assert.doesNotMatch((await run(database.settings, "unprotected-tables")).out, /closed/);
    });

    test("the printed statement gives the same answer, and changes nothing", async () => {
      for (const name of QUICK_QUERIES.map((one) => one.name).filter((one) => one !== "failed-logins")) {
        const { answer, printed } = await bothWays(database.settings, name);
        // The roles of other tests come and go on this server: of them what is this test's is compared.
        const of = OF_THE_CLUSTER.has(name) ? role : "";
        const ours = (rows: readonly object[]) => rows.filter((row) => JSON.stringify(row).includes(of));
        assert.ok(ours(answer).length > 0, `${name} has an answer`);
        if (name === "connections")
          // Each of the two sees its own session.
          assert.deepEqual(Object.keys(ours(printed)[0] ?? {}), Object.keys(ours(answer)[0] ?? {}));
        else assert.deepEqual(ours(printed), ours(answer), name);
      }
    });

    test("a role without the right is told what it takes", async () => {
      const { status, err } = await run(
        { ...database.settings, user: role, password: "of a role of a test" },
        "hba",
      );
      assert.equal(status, 2);
      assert.match(err, /hba takes superuser, or EXECUTE on pg_hba_file_rules\(\).*permission denied/);
    });
  });
}

test("failed logins are found in the server's own log", async () => {
  const server = await startTestServer(18, { logging_collector: true, log_filename: "collected.log" });
  try {
    await assert.rejects(connect({ ...server.settings, user: "nobody_here", password: "wrong" }));
    const { status, out, err } = await run(server.settings, "failed-logins");
    assert.equal(status, 0, err);
    assert.match(out, /nobody_here/);
    const { answer, printed } = await bothWays(server.settings, "failed-logins");
    assert.ok(answer.length > 0);
    assert.deepEqual(printed, answer);
  } finally {
    await server.stop();
  }
});

test("without a name the questions are listed, and a misspelt one has its neighbour named", async () => {
  const { settings } = await serverFor(18);
  const { out } = await run(settings);
  assert.deepEqual(
    out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0]),
    QUICK_QUERIES.map(({ name }) => name),
  );
  const wrong = await run(settings, "rolse");
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /there is no query "rolse": did you mean roles/);
});
