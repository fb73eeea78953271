import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { clientPrograms } from "../../../test/client-programs/client-programs";
import {
  freshDatabase,
  MAJORS,
  startTestServer,
  type TestDatabase,
  type TestServer,
} from "../../../test/servers";
import { withSession } from "../../connect/session";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote";
import { openScene, type TenancyScene } from "./testing/scene";

const PASSWORD = "of a role of a test";

/**
 * A newer pg_dump begins with settings that the server it is restored to may not know; PostgreSQL promises no way back to
 * an older version. This one is all that stands in between.
 */
function restorable(dump: string): string {
  return dump.replace(/^SET transaction_timeout = 0;$/m, "");
}

for (const major of MAJORS) {
  const programs = clientPrograms(major);
  const skip =
    programs === undefined &&
    `there is no pg_dump of ${major} or newer: install test/client-programs/requirements.txt`;
  describe(`pg_dump under FORCE on PostgreSQL ${major}`, { skip }, () => {
    let scene: TenancyScene;
    let restored: TestDatabase;
    let server: TestServer;
    before(async () => {
      server = await startTestServer(major);
      // The packaged programs are built without TLS, which is all that a test server speaks. Long before they come it has read this.
      const rules = join(server.dataDirectory, "pg_hba.conf");
      writeFileSync(rules, `host all all 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, "utf8")}`);
      await withSession(server.settings, (session) => session.query("SELECT pg_reload_conf()"));
      scene = await openScene(major, server);
      restored = await freshDatabase(server, "restored");
      const role = quoteIdentifier(scene.roles.owner);
      await scene.admin(async (session) => {
        await session.query(`ALTER ROLE ${role} PASSWORD ${quoteLiteral(PASSWORD)}`);
        await session.query("INSERT INTO app.events SELECT tenant_id, id, '2026-06-01' FROM app.orders");
        await session.query("DROP MATERIALIZED VIEW app.totals");
      });
      await scene.apply(scene.intent({ except: [] }));
    });
    after(async () => {
      await server.stop();
    });

    const run = async (program: string, user: string, password: string, args: string[], input = "") => {
      const env = {
        ...process.env,
        PGHOST: "127.0.0.1",
        PGPORT: String(server.settings.port),
        PGUSER: user,
        PGPASSWORD: password,
        PGSSLMODE: "disable",
      };
      const child = spawn(join(programs?.bin ?? "", program), args, { env });
      child.stdin.end(input);
      const [stdout, stderr, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
      ]);
      return { status: status as number | null, stdout, stderr };
    };
    const dump = (...args: string[]) =>
      run("pg_dump", scene.roles.owner, PASSWORD, [...args, "--schema=app", scene.database.name]);
    const counts = (database: TestDatabase) =>
      withSession(database.settings, (session) =>
        session.rows(
          "SELECT (SELECT count(*) FROM app.orders)::int, (SELECT count(*) FROM app.events)::int, (SELECT count(*) FROM pg_policies WHERE schemaname = 'app')::int",
        ),
      );

    test("a plain one as the owner fails, and leaves nothing that looks whole", async () => {
      const { status, stderr } = await dump();
      assert.equal(status, 1);
      assert.match(stderr, /query would be affected by row-level security policy/);
    });

    test("with --enable-row-security it is whole, and comes back with its policies", async () => {
      const { status, stdout, stderr } = await dump("--enable-row-security");
      assert.equal(status, 0, stderr);
      const { user, password = "" } = restored.settings;
      const back = await run(
        "psql",
        user,
        password,
        ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", `--dbname=${restored.name}`],
        programs?.major === major ? stdout : restorable(stdout),
      );
      assert.equal(back.status, 0, back.stderr);
      const [whole] = await counts(scene.database);
      assert.deepEqual(whole?.slice(0, 2), [2, 2]);
      assert.deepEqual(await counts(restored), [whole]);
    });
  });
}
