import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Made, mockEngine } from "../../components/testing/mocks";
import { judgeRule } from "../../policies/judge-rule";
import type { DeclaredResource } from "../../policies/readers/declared";
import { readLiveFacts } from "../../policies/readers/live";
import { applyDeclared } from "../../policies/testing/apply-declaration";
import { APP, OWNER } from "../../policies/testing/live-shop";
import type { Proof } from "../../policies/testing/proof";
import { ruleFiles } from "../../policies/testing/proofs";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { connect, type Session, withSession } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { attributes } from "../../tools/local-plugins/postgresql/role";
import { MAJORS, type Major, NO_GUESSING, startTestServer, type TestServer, TIME_TO_GUESS } from "../servers";
import { runProgram } from "./run-program";

mockEngine();

/** The names that the programs use. */
const DATABASE = "shop";
const NAMES: Readonly<Record<string, string>> = { [OWNER]: "shop_owner", [APP]: "shop_app" };

const PROOF_DAY = new Date("2026-12-01T12:00:00Z");

/** Programs that no transaction can show to mend what the proof brings about, each with why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "connection-tls-unverified":
    "the program is about the provider's own connection, the proof about a foreign server",
  "database-setting-unsafe":
    "its proof also sets something for every database (ALTER ROLE ALL), which is no database's to declare",
};

/** Programs that refuse what the proof brings about until a migration has mended it, each with what the error says. */
const REFUSED: Readonly<Record<string, RegExp>> = { "rls-tenant-column-nullable": /may be NULL|NOT NULL/ };

const shown = ruleFiles().flatMap(({ id, rule, proof }) =>
  rule.palisade === undefined || proof?.live.kind !== "sql" || id in NOT_RUN
    ? []
    : [{ id, program: rule.palisade, proof, live: proof.live }],
);

const named = (text: string) =>
  Object.entries(NAMES).reduce((sql, [from, to]) => sql.replaceAll(from, to), text);

const ran = new Map<string, Promise<readonly Made[]>>();

/** What a program makes; several rules show the same one. */
function programs(text: string): Promise<readonly Made[]> {
  const known = ran.get(text) ?? runProgram(text);
  ran.set(text, known);
  return known;
}

async function isFound(session: Session, { rule, options }: Proof, key: string): Promise<boolean> {
  const model = await readDatabaseModel(session, { columns: true });
  const judged = await judgeStoredPolicies(session, model);
  const guess = rule.id === "role-password-guessable" ? TIME_TO_GUESS : NO_GUESSING;
  const facts = readLiveFacts(model, await readServerState(session, guess), judged);
  const { findings } = judgeRule(rule, facts, PROOF_DAY, options);
  return findings.some((finding) => finding.key === `${rule.id}:${key}`);
}

/** What an update does with resources, some of which are there already: by somebody else's hand, and adopted. */
async function update(session: Session, made: readonly Made[]): Promise<void> {
  for (const { type, name, inputs } of made) {
    const object = quoteIdentifier(String(inputs["name"]));
    switch (type) {
      case "postgresql:index/role:Role":
        await session.query(
          `ALTER ROLE ${object} ${attributes(inputs as never, {}, String(inputs["password"])).join(" ")}`,
        );
        break;
      case "postgresql:index/schema:Schema":
        await session.query(`ALTER SCHEMA ${object} OWNER TO ${quoteIdentifier(String(inputs["owner"]))}`);
        break;
      case "postgresql:index/database:Database":
      case "palisade:index:Access":
      case "palisade:index:RowSecurity":
        await applyDeclared(session, [{ type, name, urn: "", protect: false, inputs } as DeclaredResource]);
        break;
    }
  }
}

/** Roles and schemas that the programs take for granted. */
async function makeMissing(session: Session): Promise<void> {
  for (const role of ["shop_owner", "shop_app", "shop_readonly", "anon", "authenticated"])
    await session.query(
      `DO $$ BEGIN IF to_regrole('${role}') IS NULL THEN CREATE ROLE ${role} LOGIN; END IF; END $$`,
    );
  await session.query("CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION shop_owner");
}

// The plans of each major are proven elsewhere: one is enough to see that a program is the right one.
const major = Math.max(...MAJORS) as Major;
describe(`what the rules show as Palisade code, on PostgreSQL ${major}`, () => {
  let server: TestServer;
  let session: Session;
  before(async () => {
    // A server of its own: the programs name the database.
    server = await startTestServer(major);
    await withSession(server.settings, (postgres) => postgres.query(`CREATE DATABASE ${DATABASE}`));
    session = await connect({ ...server.settings, database: DATABASE });
  });
  after(async () => {
    await session.end();
    await server.stop();
  });

  for (const { id, program, proof, live } of shown) {
    if ((live.from ?? 14) > major) continue;
    test(`${id}: what its proof brings about is gone after an update`, async () => {
      const key = named(live.key.replaceAll("$db", DATABASE));
      await session.query("BEGIN");
      try {
        for (const sql of [...(live.setup ?? []), ...live.bad].map(named)) await session.query(sql);
        assert.ok(await isFound(session, proof, key), `${key} is found`);
        await makeMissing(session);
        const made = await programs(program);
        const refused = REFUSED[id];
        if (refused !== undefined) {
          await assert.rejects(update(session, made), refused);
          return;
        }
        await update(session, made);
        assert.ok(!(await isFound(session, proof, key)), `${key} is still found`);
      } finally {
        await session.query("ROLLBACK");
      }
    });
  }
});

test("every program is run, or it says why it is not", () => {
  const bySql = ruleFiles().filter(
    ({ rule, proof }) => rule.palisade !== undefined && proof?.live.kind === "sql",
  );
  assert.ok(shown.length > 80, `${shown.length}`);
  assert.deepEqual(
    [...shown.map(({ id }) => id), ...Object.keys(NOT_RUN)].sort(),
    bySql.map(({ id }) => id).sort(),
  );
});
