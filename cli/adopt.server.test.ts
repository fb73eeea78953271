import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import ts from "typescript";
import { readDatabaseModel } from "../postgres/catalog/read-model";
import { withSession } from "../postgres/connect/session";
import { parseAccess } from "../postgres/plan/parse-access";
import { planAccess } from "../postgres/plan/plan-access";
import { readingFor } from "../postgres/plan/reading";
import { quoteIdentifier, quoteQualified } from "../postgres/sql/quote";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../postgres/testing/shop";
import { freshDatabase, serverFor, type TestDatabase, uniqueName } from "../test/servers";
import { environmentOf } from "./testing/environment";
import { runCli } from "./testing/run-cli";

const STRANGE = `strange \u202e*/ \${name} " ' \\`;

describe("palisade adopt", () => {
  let database: TestDatabase;
  let roles: ShopRoles;
  let folder: string;

  before(async () => {
    const server = await serverFor(18);
    folder = mkdtempSync(join(tmpdir(), "palisade-adopt-"));
    database = await freshDatabase(server, "adopted");
    await withSession(database.settings, async (session) => {
      roles = await createShopRoles(session, uniqueName("adopted"));
      await createShopObjects(session, roles.owner);
      await session.query(`GRANT SELECT (id) ON app.orders TO "${roles.app}"`);
      // A name that would end a string, begin an expression, or turn the line around.
      const evil = quoteQualified("app", STRANGE);
      await session.query(`ALTER TABLE app.currencies RENAME TO ${quoteIdentifier(STRANGE)}`);
      await session.query(`GRANT DELETE ON ${evil} TO "${roles.app}"`);
    });
  });

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    const server = await serverFor(18);
    await database.drop();
    await withSession(server.settings, (session) => dropShopRoles(session, roles));
  });

  const run = (...args: string[]) => {
    return runCli(["adopt", ...args], environmentOf(database.settings, folder));
  };

  test("writes inputs whose plan is empty", async () => {
    const { out, status } = await run("--format", "json");
    assert.equal(status, 0);
    const { intent, problems } = parseAccess(JSON.parse(out));
    assert.deepEqual(problems, []);
    assert.ok(intent);
    const plan = await withSession(database.settings, async (session) =>
      planAccess(intent, await readDatabaseModel(session, readingFor(intent))),
    );
    assert.deepEqual(plan.changes, []);
  });

  test("leaves out what may be a secret, says so, and keeps it as it is", async () => {
    const name = quoteIdentifier(database.settings.database);
    await withSession(database.settings, async (session) => {
      await session.query(`ALTER DATABASE ${name} SET app.settings.jwt_secret = 'K3Y-IN-CLEAR'`);
      await session.query(`ALTER ROLE "${roles.app}" SET app.signing = 'K3Y-IN-CLEAR'`);
      await session.query(`ALTER ROLE "${roles.app}" SET work_mem = '8MB'`);
    });
    try {
      for (const format of ["json", "typescript"]) {
        const { out, err, status } = await run("--format", format);
        assert.equal(status, 0);
        assert.ok(!`${out}${err}`.includes("K3Y-IN-CLEAR"));
        assert.match(out, /8MB/);
        assert.match(
          err,
          /left out, because its value may be a secret: databaseSettings\["app.settings.jwt_secret"\]\n/,
        );
        assert.match(err, /allDatabases\["app.signing"\]\n/);
        if (format === "typescript")
          assert.match(out, /\/\/ {3}"databaseSettings\[\\"app.settings.jwt_secret\\"\]"/);
      }
      const { out } = await run("--format", "json");
      const { intent } = parseAccess({ ...JSON.parse(out), mode: "adopt" });
      assert.ok(intent);
      const plan = await withSession(database.settings, async (session) =>
        planAccess(intent, await readDatabaseModel(session, readingFor(intent))),
      );
      assert.deepEqual(plan.changes, []);
      assert.ok(
        plan.kept.some((line) => line.includes("keeps app.settings.jwt_secret, which is not declared")),
      );
    } finally {
      await withSession(database.settings, async (session) => {
        await session.query(`ALTER DATABASE ${name} RESET ALL`);
        await session.query(`ALTER ROLE "${roles.app}" RESET ALL`);
      });
    }
  });

  test("writes a program that is valid TypeScript, says the same, and hides nothing in strange names", async () => {
    const file = join(folder, "program.ts");
    assert.equal((await run("--output", file)).status, 0);
    const program = readFileSync(file, "utf8");
    assert.ok(!program.includes("\u202e"));
    const { outputText, diagnostics } = ts.transpileModule(program, { reportDiagnostics: true });
    assert.deepEqual(diagnostics, []);
    const made: unknown[] = [];
    const evaluate = new Function("require", "exports", outputText);
    evaluate(
      () => ({
        Access: class {
          constructor(name: string, args: unknown) {
            made.push(name, args);
          }
        },
      }),
      {},
    );
    const json = JSON.parse((await run("--format", "json")).out) as Record<string, unknown>;
    assert.deepEqual(made, [database.name, { ...json, mode: "adopt" }]);
  });
});
