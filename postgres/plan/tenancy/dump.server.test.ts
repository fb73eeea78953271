import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, type Major, serverFor, type TestDatabase } from "../../../test/servers";
import { withSession } from "../../connect/session";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote";
import { openScene, type TenancyScene } from "./testing/scene";

/** Where Debian's packages have the programs of each major version. */
const DEBIAN = "/usr/lib/postgresql";

const PASSWORD = "of a role of a test";

/** The oldest programs that can dump a server of this version: pg_dump refuses a server that is newer than itself. */
function programsFor(major: Major): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const [fit] = versions.filter((version) => version >= major).sort((a, b) => a - b);
  const bin = join(DEBIAN, String(fit), "bin");
  return fit !== undefined && existsSync(join(bin, "pg_dump")) && existsSync(join(bin, "psql"))
    ? bin
    : undefined;
}

for (const major of MAJORS) {
  const bin = programsFor(major);
  const skip = bin === undefined && `there is no pg_dump of ${major} or newer in ${DEBIAN}`;
  describe(`pg_dump under FORCE on PostgreSQL ${major}`, { skip }, () => {
    let scene: TenancyScene;
    let restored: TestDatabase;
    before(async () => {
      scene = await openScene(major);
      restored = await freshDatabase(await serverFor(major), "restored");
      const role = quoteIdentifier(scene.roles.owner);
      await scene.admin(async (session) => {
        await session.query(`ALTER ROLE ${role} PASSWORD ${quoteLiteral(PASSWORD)}`);
        await session.query("INSERT INTO app.events SELECT tenant_id, id, '2026-06-01' FROM app.orders");
        await session.query("DROP MATERIALIZED VIEW app.totals");
      });
      await scene.apply(scene.intent({ except: [] }));
    });
    after(async () => {
      await restored.drop();
      await scene.close();
    });

    const run = (program: string, user: string, password: string, args: string[], input = "") => {
      const { host, port } = scene.database.settings;
      const env = {
        ...process.env,
        PGHOST: host,
        PGPORT: String(port),
        PGUSER: user,
        PGPASSWORD: password,
        PGSSLMODE: "require",
      };
      const { status, stdout, stderr } = spawnSync(join(bin ?? "", program), args, {
        env,
        input,
        encoding: "utf8",
      });
      return { status, stdout, stderr };
    };
    const dump = (...args: string[]) =>
      run("pg_dump", scene.roles.owner, PASSWORD, [...args, "--schema=app", scene.database.name]);
    const counts = (database: TestDatabase) =>
      withSession(database.settings, (session) =>
        session.rows(
          "SELECT (SELECT count(*) FROM app.orders)::int, (SELECT count(*) FROM app.events)::int, (SELECT count(*) FROM pg_policies WHERE schemaname = 'app')::int",
        ),
      );

    test("a plain one as the owner fails, and leaves nothing that looks whole", () => {
      const { status, stderr } = dump();
      assert.equal(status, 1);
      assert.match(stderr, /query would be affected by row-level security policy/);
    });

    test("with --enable-row-security it is whole, and comes back with its policies", async () => {
      const { status, stdout, stderr } = dump("--enable-row-security");
      assert.equal(status, 0, stderr);
      const { user, password = "" } = restored.settings;
      const back = run(
        "psql",
        user,
        password,
        ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", `--dbname=${restored.name}`],
        stdout,
      );
      assert.equal(back.status, 0, back.stderr);
      const [whole] = await counts(scene.database);
      assert.deepEqual(whole?.slice(0, 2), [2, 2]);
      assert.deepEqual(await counts(restored), [whole]);
    });
  });
}
