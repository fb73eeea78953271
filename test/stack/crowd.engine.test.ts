import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withSession } from "../../postgres/connect/session";
import { ADVISORY_LOCK } from "../../postgres/sql/transaction";
import { ensureEngine } from "../../tools/engine";
import { runCommand } from "../../tools/engine/run-command";
import { freshDatabase, serverFor, type TestDatabase, type TestServer, uniqueName } from "../servers";

const PROJECT = resolve(__dirname, "..", "..");
const CROWD = 20;

/** One program for all stacks, without a compiler in its way: the stack's name says which schema and roles are its own. */
const PROGRAM = `const pulumi = require("@pulumi/pulumi");
const { SERVER, DATABASE, PREFIX } = process.env;
const stack = pulumi.getStack();
const [owner, app] = ["owner", "app"].map((part) => PREFIX + "_" + part + "_" + stack);
const provider = new pulumi.ProviderResource("palisade", "server", JSON.parse(SERVER));
new pulumi.CustomResource("palisade:index:Access", "access", {
  database: DATABASE,
  owner,
  modes: { database: "additive" },
  databasePrivileges: { [app]: ["CONNECT"] },
  schemas: { [stack]: { roles: { [app]: { schema: ["USAGE"], tables: ["SELECT", "INSERT"] } } } },
  roles: { [app]: { connectionLimit: 5, settings: { statement_timeout: "30s" } } },
}, { provider });
`;

describe(`${CROWD} engines that update one database at once`, { timeout: 900_000 }, () => {
  const prefix = uniqueName("crowd");
  const stacks = [...Array(CROWD).keys()].map((number) => `s${number}`);
  let server: TestServer;
  let database: TestDatabase;
  let folder: string;
  let pulumi: (...args: string[]) => Promise<{ status: number | null; text: string }>;

  const each = (statement: (stack: string) => string) =>
    withSession(database.settings, (session) => session.query(stacks.map(statement).join(";\n")));

  before(async () => {
    // Each command that runs waits for the signals that would end it.
    process.setMaxListeners(2 * CROWD);
    server = await serverFor(18);
    database = await freshDatabase(server, "crowd");
    await each(
      (stack) =>
        `CREATE ROLE ${prefix}_owner_${stack}; CREATE ROLE ${prefix}_app_${stack};
         CREATE SCHEMA ${stack} AUTHORIZATION ${prefix}_owner_${stack};
         CREATE TABLE ${stack}.t (id int); ALTER TABLE ${stack}.t OWNER TO ${prefix}_owner_${stack}`,
    );
    folder = mkdtempSync(join(tmpdir(), "palisade-crowd-"));
    mkdirSync(join(folder, "state"));
    symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(join(folder, "index.js"), PROGRAM);
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      `name: crowd\nruntime: nodejs\nplugins:\n  providers:\n    - name: palisade\n      path: ${join(PROJECT, "provider", "bin")}\n`,
    );
    const engine = await ensureEngine();
    const { host, port, user, password } = server.settings;
    const env = {
      ...process.env,
      ...engine.env,
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "for one test",
      DATABASE: database.name,
      PREFIX: prefix,
      SERVER: JSON.stringify({
        host,
        port: String(port),
        username: user,
        password,
        caCertificateFile: server.caFile,
      }),
    };
    pulumi = async (...args) => {
      const options = ["--non-interactive", "--color", "never"];
      const { status, stdout, stderr } = await runCommand(engine.pulumi.path, [...args, ...options], {
        cwd: folder,
        env,
      });
      return { status, text: stdout + stderr };
    };
    const made = await Promise.all(stacks.map((stack) => pulumi("stack", "init", stack, "--no-select")));
    for (const { status, text } of made) assert.equal(status, 0, text);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
    await withSession(server.settings, (session) =>
      session.query(
        stacks.map((stack) => `DROP ROLE ${prefix}_owner_${stack}, ${prefix}_app_${stack}`).join("; "),
      ),
    );
  });

  test("all stand in line at one moment, and all end well", async () => {
    // The first in the line: it goes when all the others have come, which is looked for in its own session, so that it
    // does not look asleep.
    const first = { ...database.settings, applicationName: "palisade" };
    const updates = await withSession(first, async (session) => {
      await session.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
      const started = stacks.map((stack) => pulumi("up", "--yes", "--skip-preview", "--stack", stack));
      const waiting = async () =>
        (
          await session.rows(
            `SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          )
        )[0]?.[0];
      for (let tries = 0; (await waiting()) !== CROWD; tries++) {
        assert.ok(tries < 3000, `${await waiting()} of ${CROWD} updates came to the lock`);
        await sleep(200);
      }
      return started;
    });
    for (const { status, text } of await Promise.all(updates)) assert.equal(status, 0, text);
    const held = await withSession(database.settings, (session) =>
      session.rows(
        `SELECT s, has_database_privilege($2 || s, current_database(), 'CONNECT'), has_table_privilege($2 || s, s || '.t', 'INSERT'),
                has_schema_privilege($2 || s, s, 'USAGE'), (SELECT rolconnlimit FROM pg_roles WHERE rolname = $2 || s)
           FROM unnest($1::text[]) AS s`,
        [stacks, `${prefix}_app_`],
      ),
    );
    assert.deepEqual(
      held,
      stacks.map((stack) => [stack, true, true, true, 5]),
    );
    // Nobody undid what somebody else did.
    for (const stack of [stacks[0], stacks.at(-1)]) {
      const { status, text } = await pulumi("preview", "--expect-no-changes", "--stack", String(stack));
      assert.equal(status, 0, text);
    }
  });
});
