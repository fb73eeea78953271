import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { isStatement } from "../../cli/report/worst";
import { environmentOf } from "../../cli/testing/environment";
import { runCli } from "../../cli/testing/run-cli";
import { type Report, RULES, type Rule } from "../../policies";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { loadStatementParser } from "../../postgres/statements/parse";
import { MAJORS, type Major, startTestServer, type TestServer, TIME_TO_GUESS } from "../servers";
import { CARELESS, HBA, IDENT, type Planted, ROLES, SETTINGS } from "./careless";
import { OBJECTS } from "./careless-objects";

const possible = (planted: readonly Planted[], major: Major) =>
  planted.filter(({ from = 14 }) => from <= major);

/** Makes the server and the database as they were left. */
async function neglect(server: TestServer): Promise<ConnectionSettings> {
  const settings = { ...server.settings, database: CARELESS };
  await withSession(server.settings, async (session) => {
    for (const { sql } of [...possible(ROLES, server.major), ...SETTINGS]) await session.query(sql);
  });
  await withSession(settings, async (session) => {
    for (const { sql } of possible(OBJECTS, server.major)) await session.query(sql);
    const hba = join(server.dataDirectory, "pg_hba.conf");
    writeFileSync(hba, `${HBA.map(([line]) => line).join("\n")}\n${readFileSync(hba, "utf8")}`);
    const ident = IDENT.map(([line]) => line).join("\n");
    writeFileSync(join(server.dataDirectory, "pg_ident.conf"), `${ident}\n`);
    await session.query("SELECT pg_reload_conf()");
  });
  return settings;
}

const GUESS = ["--guess-time", String(TIME_TO_GUESS / 1000)];

for (const major of MAJORS) {
  test(`a badly built database on PostgreSQL ${major}, audited without a configuration: every planted mistake is found`, async () => {
    const server = await startTestServer(major);
    const folder = mkdtempSync(join(tmpdir(), "palisade-cold-"));
    try {
      const settings = await neglect(server);
      const env = { ...environmentOf(settings, folder), PGDATABASE: CARELESS };
      const file = join(folder, "report.json");
      const { status, err } = await runCli(["audit", "--format", "json", "--output", file, ...GUESS], env);
      assert.equal(status, 1, err);
      const text = readFileSync(file, "utf8");
      const report = JSON.parse(text) as Report;
      const found = new Set(report.findings.map(({ key }) => key));
      const expected = [
        ...[...possible(ROLES, major), ...SETTINGS, ...possible(OBJECTS, major)].flatMap(
          (planted) => planted.found,
        ),
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

/** Statements that do not end their finding as they stand, by the start of its key, each with why. */
const NOT_BY_ITSELF: Readonly<Record<string, string>> = {
  "rls-policy-public:": "which roles are the application's is for a person to say",
  "extension-reaches-out:careless:extension postgres_fdw":
    "a server was made of it, which it says to drop first",
  "wal-archiving-off:": "takes a restart, which it says",
};

test("every statement that the report says mends something is run as it stands, in the report's order, and the finding is gone", async () => {
  const server = await startTestServer(Math.max(...MAJORS) as Major);
  const folder = mkdtempSync(join(tmpdir(), "palisade-mended-"));
  try {
    const settings = await neglect(server);
    const env = { ...environmentOf(settings, folder), PGDATABASE: CARELESS };
    const audit = async () => {
      const args = ["audit", "--format", "json", "--fail-on", "none", ...GUESS];
      return (JSON.parse((await runCli(args, env)).out) as Report).findings;
    };
    const rules = new Map<string, Rule>(RULES.map((rule) => [rule.id, rule]));
    const parse = await loadStatementParser();
    const before = (await audit()).filter((finding) => isStatement(finding, rules.get(finding.rule)));
    assert.ok(before.length > 150, `${before.length}`);
    const excused = (key: string) => Object.keys(NOT_BY_ITSELF).some((start) => key.startsWith(start));
    const refused: string[] = [];
    await withSession(settings, async (session) => {
      for (const { key, fix } of before) {
        const { statements, problems } = parse(fix);
        if (problems.length > 0 && !excused(key)) refused.push(`${key}: ${fix}`);
        // One by one: a setting of the server's can be changed in no transaction.
        for (const { text } of statements)
          await session.query(text).catch((error: unknown) => {
            if (!excused(key)) refused.push(`${key}: ${text}: ${String(error)}`);
          });
      }
    });
    assert.deepEqual(refused, []);
    const left = new Set((await audit()).map(({ key }) => key));
    assert.deepEqual(
      before.map(({ key }) => key).filter((key) => left.has(key) && !excused(key)),
      [],
    );
    for (const start of Object.keys(NOT_BY_ITSELF))
      assert.ok(
        [...left].some((key) => key.startsWith(start)),
        `${start} needs no excuse`,
      );
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("the list of what was planted", () => {
  test("names at least fifty different rules", () => {
    const keys = [...ROLES, ...SETTINGS, ...OBJECTS].flatMap(({ found }) => found);
    assert.ok(new Set(keys.map((key) => key.slice(0, key.indexOf(":")))).size >= 50);
  });
});
