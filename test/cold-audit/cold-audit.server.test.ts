import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { environmentOf } from "../../cli/testing/environment";
import { runCli } from "../../cli/testing/run-cli";
import type { Report } from "../../policies";
import { withSession } from "../../postgres/connect/session";
import { MAJORS, startTestServer, TIME_TO_GUESS } from "../servers";
import { CARELESS, HBA, IDENT, type Planted, ROLES, SETTINGS } from "./careless";
import { OBJECTS } from "./careless-objects";

for (const major of MAJORS) {
  test(`a badly built database on PostgreSQL ${major}, audited without a configuration: every planted mistake is found`, async () => {
    const server = await startTestServer(major);
    const folder = mkdtempSync(join(tmpdir(), "palisade-cold-"));
    const possible = (planted: readonly Planted[]) => planted.filter(({ from = 14 }) => from <= major);
    try {
      const settings = { ...server.settings, database: CARELESS };
      await withSession(server.settings, async (session) => {
        for (const { sql } of [...possible(ROLES), ...SETTINGS]) await session.query(sql);
      });
      await withSession(settings, async (session) => {
        for (const { sql } of possible(OBJECTS)) await session.query(sql);
        const hba = join(server.dataDirectory, "pg_hba.conf");
        writeFileSync(hba, `${HBA.map(([line]) => line).join("\n")}\n${readFileSync(hba, "utf8")}`);
        const ident = IDENT.map(([line]) => line).join("\n");
        writeFileSync(join(server.dataDirectory, "pg_ident.conf"), `${ident}\n`);
        await session.query("SELECT pg_reload_conf()");
      });
      const env = { ...environmentOf(settings, folder), PGDATABASE: CARELESS };
      const file = join(folder, "report.json");
      const guess = ["--guess-time", String(TIME_TO_GUESS / 1000)];
      const { status, err } = await runCli(["audit", "--format", "json", "--output", file, ...guess], env);
      assert.equal(status, 1, err);
      const text = readFileSync(file, "utf8");
      const report = JSON.parse(text) as Report;
      const found = new Set(report.findings.map(({ key }) => key));
      const expected = [
        ...[...possible(ROLES), ...SETTINGS, ...possible(OBJECTS)].flatMap((planted) => planted.found),
        ...HBA.flatMap(([line, ...rules]) => rules.map((rule) => `${rule}:hba rule ${line}`)),
        ...(major >= 15 ? IDENT.map(([, key]) => key) : []),
      ].map((key) => key.replace("$db", CARELESS));
      assert.deepEqual(
        expected.filter((key) => !found.has(key)),
        [],
      );
      assert.deepEqual(report.unknown, []);
      assert.doesNotMatch(text, /hunter2/);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

describe("the list of what was planted", () => {
  test("names at least fifty different rules", () => {
    const keys = [...ROLES, ...SETTINGS, ...OBJECTS].flatMap(({ found }) => found);
    assert.ok(new Set(keys.map((key) => key.slice(0, key.indexOf(":")))).size >= 50);
  });
});
