import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { auditServer } from "../../cli/audit/server-audit";
import { Auditor } from "../../components";
import { construct, find, mockEngine, providers } from "../../components/testing/mocks";
import { type Report, RULES, readLiveFacts } from "../../policies";
import { judgeRule } from "../../policies/judge-rule";
import type { LiveProof, Proof } from "../../policies/testing/proof";
import { ruleFiles } from "../../policies/testing/proofs";
import { converge } from "../../postgres/apply/converge";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { type Session, withSession } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import { parseAccess } from "../../postgres/plan/parse-access";
import { planAccess } from "../../postgres/plan/plan-access";
import { readingFor } from "../../postgres/plan/reading";
import { displayIdentifier } from "../../postgres/sql/quote";
import {
  freshDatabase,
  MAJORS,
  startTestServer,
  type TestDatabase,
  type TestServer,
  TIME_TO_GUESS,
} from "../servers";
import { statementsOfGuide, stateOfRole } from "./role-state";

mockEngine();

/** After the end of life of PostgreSQL 14. */
const NOW = new Date("2026-12-01T12:00:00Z");

/** What nobody but a superuser should see, by rule, each with the words that say so. */
const SUPERUSERS_ONLY: Readonly<Record<string, RegExp>> = {
  "role-password-guessable": /only a superuser may try passwords/,
  "role-password-md5": /superusers only/,
  // Who may not read pg_hba.conf either is told of that first.
  "role-without-password": /superusers only: connect as one|GRANT SELECT ON pg_catalog\.pg_hba_file_rules/,
  "user-mapping-without-password": /superusers only, because they hold passwords/,
};

const PASSWORD = "of-one-test";

/** Something to find, of several topics; the proofs of the rules have the rest. */
const INSECURE = [
  "CREATE SCHEMA sales",
  "CREATE TABLE sales.orders (tenant_id uuid, id bigint)",
  "GRANT ALL ON sales.orders TO PUBLIC",
  "CREATE ROLE dba SUPERUSER LOGIN",
  "CREATE ROLE web LOGIN PASSWORD 'web'",
  "GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO web",
  "CREATE FUNCTION sales.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
  "CREATE FOREIGN DATA WRAPPER archives",
  "CREATE SERVER archive FOREIGN DATA WRAPPER archives",
  "CREATE USER MAPPING FOR web SERVER archive OPTIONS (password_required 'false')",
  "ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1.1'",
  "ALTER SYSTEM SET ssl_ciphers = 'ALL'",
  "ALTER SYSTEM SET dynamic_library_path = '$libdir:/tmp'",
  "SELECT pg_reload_conf()",
];

/** What a report says of each rule: its findings, or that it passed, or that it has nothing to say. */
function verdicts(report: Report): Map<string, string> {
  const said = new Map<string, string>();
  for (const rule of report.passed) said.set(rule, "passed");
  for (const { rule, reason } of report.notApplicable) said.set(rule, `not applicable: ${reason}`);
  for (const { rule, key } of report.findings) said.set(rule, `${said.get(rule) ?? ""} ${key}`);
  return said;
}

/** Whatever is decided must be decided as a superuser's audit decides it. */
function sameWhereDecided(limited: Report, whole: Report): void {
  const undecided = new Set(limited.unknown.map(({ rule }) => rule));
  const expected = verdicts(whole);
  const decided = verdicts(limited);
  assert.ok(decided.size > 100);
  for (const [rule, verdict] of expected)
    if (!undecided.has(rule)) assert.equal(decided.get(rule), verdict, rule);
}

for (const major of MAJORS) {
  describe(`an auditor on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let database: TestDatabase;
    before(async () => {
      // A server of its own: an audit judges all of it.
      server = await startTestServer(major);
      database = await freshDatabase(server, "audited");
      for (const sql of INSECURE) await admin((session) => session.query(sql));
      await declared("palisade_auditor");
    });
    after(() => server.stop());

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const audit = async (user?: string) => {
      const login = user === undefined ? {} : { user, password: PASSWORD };
      const { report, failedRules } = await auditServer(
        { ...database.settings, ...login },
        { rules: RULES, options: {}, waivers: [], now: NOW, guessing: TIME_TO_GUESS },
      );
      assert.deepEqual(failedRules, []);
      return report;
    };

    /** Makes the role as the component declares it: its role's inputs, and its Access carried out. */
    async function declared(name: string): Promise<void> {
      const { made } = await construct(
        (opts) =>
          new Auditor(
            "it",
            { name, database: database.name, server: { host: "db" } },
            { ...opts, providers: providers() },
          ),
      );
      const role = find(made, "postgresql:index/role:Role", "it-role").inputs;
      await admin((session) =>
        session.query(
          `CREATE ROLE ${name} LOGIN CONNECTION LIMIT ${String(role["connectionLimit"])} PASSWORD '${PASSWORD}'`,
        ),
      );
      const { intent } = parseAccess(find(made, "palisade:index:Access", "it-access").inputs);
      assert.ok(intent);
      await converge(database.settings, async (session) =>
        planAccess(intent, await readDatabaseModel(session, readingFor(intent))),
      );
    }

    test("is the same role by the statements of the guide", async () => {
      await admin(async (session) => {
        for (const sql of statementsOfGuide("by_guide", database.name)) await session.query(sql);
        const state = await stateOfRole(session, "by_guide");
        assert.equal((state["privileges"] as string[]).length, 5);
        assert.deepEqual(state, await stateOfRole(session, "palisade_auditor"));
        await session.query("DROP OWNED BY by_guide");
        await session.query("DROP ROLE by_guide");
      });
    });

    test("finds what a superuser finds, and says what only a superuser sees", async () => {
      const whole = await audit();
      // Trying passwords has a bounded time, which a busy machine may use up.
      assert.deepEqual(
        whole.unknown.filter(({ rule }) => rule !== "role-password-guessable"),
        [],
      );
      const report = await audit("palisade_auditor");
      assert.deepEqual(report.unknown.map(({ rule }) => rule).sort(), Object.keys(SUPERUSERS_ONLY));
      for (const { rule, reason } of report.unknown) assert.match(reason, SUPERUSERS_ONLY[rule] ?? /^$/);
      sameWhereDecided(report, whole);
      const missing = whole.findings.filter(({ key }) => !report.findings.some((found) => found.key === key));
      assert.deepEqual(
        missing.filter(({ rule }) => !(rule in SUPERUSERS_ONLY)),
        [],
      );
    });

    test("is no finding itself", async () => {
      const { findings } = await audit();
      assert.deepEqual(
        findings.filter((finding) => JSON.stringify(finding).includes("palisade_auditor")),
        [],
      );
    });

    test("reads no row, writes nothing, and becomes nobody", async () => {
      const login = { ...database.settings, user: "palisade_auditor", password: PASSWORD };
      const refused: readonly (readonly [string, RegExp])[] = [
        ["SELECT * FROM pg_authid", /permission denied/],
        ["CREATE TABLE public.mine (id int)", /permission denied|read-only/],
        ["SELECT pg_read_file('PG_VERSION')", /permission denied/],
        ["SET ROLE dba", /permission denied/],
        [
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
          /permission|must be|superuser/i,
        ],
      ];
      await admin((session) => session.query("CREATE TABLE sales.secret (id int)"));
      await withSession(login, async (session) => {
        const [row] = await session.rows("SELECT current_setting('default_transaction_read_only')");
        assert.deepEqual(row, ["on"]);
        for (const [sql, error] of [["SELECT * FROM sales.secret", /permission denied/] as const, ...refused])
          await assert.rejects(session.query(sql), error, sql);
      });
      await admin((session) => session.query("DROP TABLE sales.secret"));
    });

    test("as the auditor, the proof of every rule is found", async () => {
      await admin(async (session) => {
        for (const { proof } of ruleFiles()) {
          if (proof?.live.kind !== "sql" || (proof.live.from ?? 14) > major) continue;
          await findsAs(session, "palisade_auditor", proof, proof.live);
        }
      });
    });

    test("without any right is told the GRANTs, and they suffice", async () => {
      await admin((session) => session.query(`CREATE ROLE plain LOGIN PASSWORD '${PASSWORD}'`));
      // With a session open, as during its own audit: a role that is logged in is in use.
      const plain = { ...database.settings, user: "plain", password: PASSWORD };
      const whole = await withSession(plain, () => audit());
      const first = await audit("plain");
      sameWhereDecided(first, whole);
      const grants = new Set<string>();
      for (const { rule, reason } of first.unknown) {
        const named = reason.match(/GRANT [^;]+;/g) ?? [];
        if (rule in SUPERUSERS_ONLY) assert.match(reason, SUPERUSERS_ONLY[rule] ?? /^$/);
        else assert.ok(named.length > 0, `${rule} names no GRANT: ${reason}`);
        for (const grant of named) grants.add(grant);
      }
      assert.equal(grants.size, 6, [...grants].join("\n"));
      await admin(async (session) => {
        for (const grant of grants) await session.query(grant);
      });
      const second = await audit("plain");
      assert.deepEqual(second.unknown.map(({ rule }) => rule).sort(), Object.keys(SUPERUSERS_ONLY));
      sameWhereDecided(second, await audit());
    });
  });
}

/** Lets the rule judge its own proof as another role; a superuser's reading is tested beside the rules. */
async function findsAs(
  session: Session,
  role: string,
  { rule, options }: Proof,
  live: Extract<LiveProof, { kind: "sql" }>,
): Promise<void> {
  const key = `${rule.id}:${live.key.replaceAll("$db", displayIdentifier(session.settings.database))}`;
  await session.query("BEGIN");
  try {
    for (const sql of [...(live.setup ?? []), ...live.bad]) await session.query(sql);
    await session.query(`SET LOCAL ROLE ${role}`);
    const model = await readDatabaseModel(session, { columns: true });
    const policies = await judgeStoredPolicies(session, model);
    const facts = readLiveFacts(model, await readServerState(session, TIME_TO_GUESS), policies);
    const { findings, unknown } = judgeRule(rule, facts, NOW, options);
    if (rule.id in SUPERUSERS_ONLY) assert.match(unknown[0]?.reason ?? "", SUPERUSERS_ONLY[rule.id] ?? /^$/);
    else
      assert.ok(
        findings.some((finding) => finding.key === key),
        `${key}: ${JSON.stringify(unknown)}`,
      );
  } finally {
    await session.query("ROLLBACK");
  }
}
