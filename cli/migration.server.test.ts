import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { freshDatabase, serverFor, type TestDatabase } from "../test/servers";
import { environmentOf } from "./testing/environment";
import { runCli } from "./testing/run-cli";

describe("palisade migration", () => {
  let database: TestDatabase;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "palisade-migration-"));
    database = await freshDatabase(await serverFor(18), "migrated");
    await withSession(database.settings, async (session) => {
      await session.query("CREATE SCHEMA shop");
      // A line break in a name would end a comment, and a statement would begin.
      await session.query('CREATE TABLE shop."a\nDROP TABLE b" (tenant_id uuid, id int UNIQUE)');
      await session.query(
        "CREATE TABLE public.done (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id))",
      );
    });
  });

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  const run = (...args: string[]) => {
    return runCli(["migration", ...args], {
      ...environmentOf(database.settings, folder),
      PGSSLMODE: "verify-ca",
    });
  };

  test("a script with notes, whose comments no name can leave", async () => {
    const { status, out } = await run();
    assert.equal(status, 0);
    assert.match(out, /^-- shop\.a\\u\{a\}DROP TABLE b: a brief lock/m);
    assert.match(out, /^CREATE INDEX CONCURRENTLY "a$/m);
    assert.doesNotMatch(out, /"done"|UNIQUE/);
  });

  test("the statements alone, with the keys in their composite form", async () => {
    const { statements, left } = JSON.parse((await run("--format", "json", "--keys")).out);
    assert.deepEqual(left, []);
    assert.ok(
      statements.some((sql: string) => /UNIQUE INDEX CONCURRENTLY .*\("tenant_id", "id"\)$/s.test(sql)),
    );
    assert.equal(statements[0], "SET lock_timeout = '2s'");
  });

  test("nothing to do is said", async () => {
    assert.equal((await run("--schema", "public")).out, "-- Nothing to migrate.\n");
    assert.equal((await run("--tenant-column", "org")).out, "-- Nothing to migrate.\n");
  });
});
