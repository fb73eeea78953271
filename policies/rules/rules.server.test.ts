import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { connect, type Session, withSession } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import { displayIdentifier, quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";
import {
  freshDatabase,
  MAJORS,
  type Major,
  NO_GUESSING,
  startTestServer,
  type TestServer,
  TIME_TO_GUESS,
} from "../../test/servers";
import { issueCertificate, makeAuthority } from "../../tools/local/authority";
import { judgeRule, type RuleJudgement } from "../judge-rule";
import { readLiveFacts } from "../readers/live";
import type { LiveProof, Proof } from "../testing/proof";
import { ruleFiles } from "../testing/proofs";
import { sameStatements } from "../testing/same-statements";
import rolePasswordGuessable from "./roles/role-password-guessable";

/** The day on which real servers are judged: after the end of life of PostgreSQL 14. */
const TODAY = new Date("2026-12-01T12:00:00Z");

async function judgeLive(session: Session, { rule, options }: Proof): Promise<RuleJudgement> {
  const model = await readDatabaseModel(session, { columns: true });
  const judged = await judgeStoredPolicies(session, model);
  // A hundred hashes for each role and judgement, which one rule alone asks for; any other would say that it lacks them.
  const state = await readServerState(session, rule === rolePasswordGuessable ? TIME_TO_GUESS : NO_GUESSING);
  return judgeRule(rule, readLiveFacts(model, state, judged), TODAY, options);
}

/** The keys of what a rule finds of these objects; what else the server has is not the proof's business. */
function found(judgement: RuleJudgement, key: string): boolean {
  assert.equal(judgement.failed, false, JSON.stringify(judgement.unknown));
  assert.deepEqual(judgement.unknown, [], "a superuser sees everything");
  return judgement.findings.some((finding) => finding.key === `${judgement.rule.id}:${key}`);
}

async function prove(session: Session, proof: Proof, server: TestServer): Promise<void> {
  const { live } = proof;
  switch (live.kind) {
    case "sql":
      return proveInTransaction(session, proof, live, server.major);
    case "alter-system":
      return proveBySetting(session, proof, live);
    case "restart":
      return proveByRestart(proof, live, server.major);
    case "certificate":
      return proveByCertificate(proof, live, server);
    case "hba":
      return proveByHba(session, proof, live);
    case "as-is": {
      const judgement = await judgeLive(session, proof);
      assert.equal(judgement.failed, false);
      assert.equal(judgement.findings.length > 0, live.finds(server.major), live.because);
      return;
    }
    case "none":
      return;
    default:
      return live satisfies never;
  }
}

/** Findings whose fix cannot be run as it stands, each with why. */
const FIX_IS_NO_SQL: Readonly<Record<string, string>> = {
  "rls-policy-public": "which roles are the application's is for a person to say",
  "function-unquoted-text": "how a text is put together anew is for a person to write",
  "password-encryption-weak": "ALTER SYSTEM, which PostgreSQL refuses inside of a transaction",
  "replication-slot-abandoned": "the same statement as the proof's own, and no ROLLBACK brings a slot back",
  "audit-trail-missing": "takes a restart, and a library that the servers of the tests do not have",
  "security-label-unenforced": "a library that the servers of the tests do not have",
  "password-in-code": "what a function does in the place of its password is for a person to write",
  "setting-holds-password": "which file a command reads its password from is for a person to say",
  "log-statement-none": "ALTER SYSTEM, which PostgreSQL refuses inside of a transaction",
};

/** The first major whose SQL can mend it in one statement. Before, `security_invoker` does not exist. */
const FIX_FROM: Readonly<Record<string, number>> = { "view-bypasses-rls": 15 };

async function proveInTransaction(
  session: Session,
  proof: Proof,
  live: Extract<LiveProof, { kind: "sql" }>,
  major: number,
): Promise<void> {
  const key = live.key.replaceAll("$db", displayIdentifier(session.settings.database));
  await session.query("BEGIN");
  try {
    for (const sql of [...(live.setup ?? []), ...live.bad]) await session.query(sql);
    const bad = await judgeLive(session, proof);
    assert.ok(found(bad, key), `${key} is found; instead: ${bad.findings.map((one) => one.key).join(", ")}`);
    await session.query("SAVEPOINT bad");
    for (const sql of live.fix) await session.query(sql);
    assert.ok(!found(await judgeLive(session, proof), key), `${key} is mended`);
    if (
      proof.rule.id in FIX_IS_NO_SQL ||
      (proof.rule.id in FIX_FROM && major < (FIX_FROM[proof.rule.id] ?? 0))
    )
      return;
    const fix = bad.findings.find((finding) => finding.key === `${proof.rule.id}:${key}`)?.fix ?? "";
    // The proof has mended it with just that.
    if (await sameStatements(fix, live.fix.join("; "))) return;
    await session.query("ROLLBACK TO bad");
    // Not inside of a transaction, where PostgreSQL refuses it; everything else of the statement is the same.
    await session.query(fix.replace("INDEX CONCURRENTLY", "INDEX"));
    assert.ok(!found(await judgeLive(session, proof), key), `${key} is mended by its own fix: ${fix}`);
  } finally {
    await session.query("ROLLBACK");
  }
}

async function proveBySetting(
  session: Session,
  proof: Proof,
  live: Extract<LiveProof, { kind: "alter-system" }>,
): Promise<void> {
  // Some settings are fixed for a session when it begins: each judgement takes a new one, as an audit does.
  const judged = () => withSession(session.settings, (fresh) => judgeLive(fresh, proof));
  const hba = live.line === undefined ? undefined : await readFile(session, "hba_file");
  try {
    if (hba !== undefined) await writeFile(session, "hba_file", `${hba}${live.line}\n`);
    await alterSystem(session, live.setting, live.bad);
    const bad = await judged();
    assert.ok(found(bad, live.key), `${live.key} is found`);
    await alterSystem(session, live.setting, live.fixed);
    assert.ok(!found(await judged(), live.key), `${live.key} is mended`);
    if (proof.rule.id in FIX_IS_NO_SQL) return;
    await alterSystem(session, live.setting, live.bad);
    const fix = bad.findings.find((finding) => finding.key === `${proof.rule.id}:${live.key}`)?.fix ?? "";
    for (const statement of fix.split(/;(?:\s|$)/))
      if (/^\s*(ALTER|SELECT)/.test(statement)) await session.query(statement);
    await eventually(
      async () => !found(await judged(), live.key),
      `${live.key} is mended by its own fix: ${fix}`,
    );
  } finally {
    await session.query(`ALTER SYSTEM RESET ${quoteIdentifier(live.setting)}`);
    await session.query("SELECT pg_reload_conf()");
    if (hba !== undefined) await writeFile(session, "hba_file", hba);
  }
}

/** A server of its own for each state. */
async function proveByRestart(
  proof: Proof,
  live: Extract<LiveProof, { kind: "restart" }>,
  major: Major,
): Promise<void> {
  for (const state of ["bad", "fixed"] as const) {
    const server = await startTestServer(major, { ...live.shared, ...live[state] });
    try {
      const judgement = await withSession(server.settings, (session) => judgeLive(session, proof));
      assert.equal(found(judgement, live.key), state === "bad", `${live.key} with what is ${state}`);
    } finally {
      await server.stop();
    }
  }
}

/** Gives the server another certificate, and its own back. Nobody verifies it meanwhile. */
async function proveByCertificate(
  proof: Proof,
  { bad, key }: Extract<LiveProof, { kind: "certificate" }>,
  server: TestServer,
): Promise<void> {
  const files = ["server.crt", "server.key"].map((name) => join(server.dataDirectory, name));
  const own = files.map((file) => readFileSync(file));
  const lifetime = bad.days * 24 * 60 * 60 * 1000;
  const authority = await makeAuthority(TODAY, lifetime);
  const other = bad.selfSigned
    ? authority
    : await issueCertificate(authority, { dns: ["localhost"], ip: [] }, TODAY, lifetime);
  const settings = { ...server.settings, tlsMode: "require" } as const;
  const use = async (contents: readonly (string | Buffer)[]) => {
    // Into the files that are there: they keep their owner and their mode.
    for (const [at, file] of files.entries()) writeFileSync(file, contents[at] ?? "");
    await withSession(settings, (session) => session.query("SELECT pg_reload_conf()"));
  };
  const isFound = () => withSession(settings, async (session) => found(await judgeLive(session, proof), key));
  try {
    await use([other.certificatePem, other.keyPem]);
    await eventually(isFound, `${key} is found`);
  } finally {
    await use(own);
  }
  await eventually(async () => !(await isFound()), `${key} is mended`);
}

async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) if (await holds()) return;
  throw new Error(`not so: ${what}`);
}

/** A reload takes a moment to reach new sessions. */
async function alterSystem(session: Session, name: string, value: string): Promise<void> {
  await session.query(`ALTER SYSTEM SET ${quoteIdentifier(name)} = ${quoteLiteral(value)}`);
  await session.query("SELECT pg_reload_conf()");
  const sql = "SELECT setting FROM pg_settings WHERE name = $1";
  for (let tries = 0; tries < 100; tries++) {
    const [row] = await withSession(session.settings, (fresh) => fresh.rows(sql, [name]));
    if (row?.[0] === value) return;
  }
  throw new Error(`${name} did not become ${value}`);
}

async function proveByHba(
  session: Session,
  proof: Proof,
  live: Extract<LiveProof, { kind: "hba" }>,
): Promise<void> {
  const { file = "hba_file" } = live;
  const text = await readFile(session, file);
  try {
    const withLine = (line: string) => (live.first === true ? `${line}\n${text}` : `${text}${line}\n`);
    await writeFile(session, file, withLine(live.bad));
    assert.ok(found(await judgeLive(session, proof), live.key), `${live.key} is found`);
    await writeFile(session, file, withLine(live.fixed));
    assert.ok(!found(await judgeLive(session, proof), live.key), `${live.key} is mended`);
  } finally {
    await writeFile(session, file, text);
  }
}

type FileSetting = "hba_file" | "ident_file";

async function readFile(session: Session, file: FileSetting): Promise<string> {
  const [row] = await session.query<{ text: string }>("SELECT pg_read_file(current_setting($1)) AS text", [
    file,
  ]);
  assert.ok(row !== undefined && row.text !== "");
  return row.text;
}

async function writeFile(session: Session, file: FileSetting, text: string): Promise<void> {
  const [row] = await session.query<{ oid: string }>(
    "SELECT lo_from_bytea(0, convert_to($1, 'UTF8'))::text AS oid",
    [text],
  );
  await session.query("SELECT lo_export($1::oid, current_setting($2))", [row?.oid, file]);
  await session.query("SELECT lo_unlink($1::oid)", [row?.oid]);
}

const files = ruleFiles();

for (const major of MAJORS) {
  describe(`rules on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let session: Session;
    before(async () => {
      // A server of its own: proofs change its settings and its pg_hba.conf, which would be in the way of other tests.
      server = await startTestServer(major);
      const database = await freshDatabase(server, "rules");
      session = await connect(database.settings);
    });
    after(async () => {
      await session.end();
      await server.stop();
    });

    for (const { id, proof } of files) {
      if (proof === undefined || proof.live.kind === "none") continue;
      const { live } = proof;
      if ("from" in live && (live.from ?? 14) > major) continue;
      test(`${id} is found and mended on a real server`, () => prove(session, proof, server));
    }

    test("nothing of the proofs is left behind", async () => {
      assert.deepEqual(
        await session.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'palisade_proof%'"),
        [],
      );
    });
  });
}
