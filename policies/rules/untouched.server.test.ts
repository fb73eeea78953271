import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { type Session, withSession } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import { freshDatabase, MAJORS, startTestServer, type TestServer, TIME_TO_GUESS } from "../../test/servers";
import { judgeRule } from "../judge-rule";
import { readLiveFacts } from "../readers/live";
import { ruleFiles } from "../testing/proofs";
import { PROOF_DAY } from "../testing/prove-rule";

/** Rules that have something to judge on every server, by what every server has. */
const EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  "a line in pg_hba.conf that lets this test in": [
    "hba-any-address",
    "hba-cleartext-password",
    "hba-error",
    "hba-ident",
    "hba-md5",
    "hba-password-forwarded",
    "hba-trust",
  ],
  "the superuser that initdb made, with a password and without settings": [
    "role-password-guessable",
    "role-password-md5",
    "role-setting-unsafe",
    "setting-row-security-off",
    "setting-tenant-pinned",
    "setting-triggers-off",
  ],
  "the database that is audited": [
    "page-damaged",
    "database-open-template",
    "database-owned-by-superuser",
    "database-setting-unsafe",
    "grant-option-outside-owner",
    "grant-public-database",
  ],
  "the schema public": ["grant-public-create", "grant-public-schema-usage"],
  "PL/pgSQL, which initdb installs": [
    "extension-in-public",
    "extension-not-approved",
    "extension-outdated",
    "extension-reaches-out",
    "language-unneeded",
    "language-untrusted",
  ],
  "PostgreSQL's own functions and comments": ["password-in-code", "password-in-comment"],
  "a version": ["server-end-of-life", "server-minor-insecure"],
  "a session, that of the test, and the certificate that it was shown": [
    "server-certificate-expiring",
    "server-certificate-self-signed",
    "session-without-tls",
  ],
};

const LISTED = new Set(Object.values(EVERYWHERE).flat());

/** Rules about settings that have nothing to say of some servers, and a setting with which that is so. */
const NOT_WITH: Readonly<Record<string, readonly [setting: string, value: string, usual: string]>> = {
  "log-line-prefix-incomplete": ["log_destination", "csvlog", "stderr"],
  "tls-weak-ciphers": ["ssl_min_protocol_version", "TLSv1.3", "TLSv1.2"],
};

const proven = ruleFiles().flatMap(({ id, rule, proof }) =>
  proof === undefined || proof.live.kind === "none" ? [] : [{ id, rule, options: proof.options }],
);

/** Why each rule has nothing to say of a server; nothing for those that have. */
async function silent(session: Session): Promise<ReadonlyMap<string, string>> {
  const model = await readDatabaseModel(session, { columns: true });
  const judged = await judgeStoredPolicies(session, model);
  const facts = readLiveFacts(model, await readServerState(session, TIME_TO_GUESS), judged);
  const found = new Map<string, string>();
  for (const { id, rule, options } of proven) {
    const { notApplicable, unknown } = judgeRule(rule, facts, PROOF_DAY, options);
    assert.deepEqual(unknown, [], id);
    if (notApplicable !== undefined) found.set(id, notApplicable);
  }
  return found;
}

/** The third proof on real servers: where there is nothing of the kind, a rule does not pass, but says that there is none. */
for (const major of MAJORS)
  describe(`a PostgreSQL ${major} that nobody has done anything to`, () => {
    let server: TestServer;
    before(async () => {
      server = await startTestServer(major);
    });
    after(() => server.stop());

    test("is no business of any rule but those about what every server has, and each says why", async () => {
      const { settings } = await freshDatabase(server, "untouched");
      const reasons = await withSession(settings, silent);
      const isSetting = ({ rule }: (typeof proven)[number]) => rule.facts[0] === "setting";
      const applies = proven.filter(({ id }) => !reasons.has(id));
      assert.deepEqual(
        applies
          .filter((one) => !isSetting(one))
          .map(({ id }) => id)
          .sort(),
        [...LISTED].sort(),
      );
      assert.ok(reasons.size > 110, `${reasons.size}`);
      for (const [id, reason] of reasons) assert.match(reason, /\w+ \w+/, id);
    });

    for (const [id, [setting, value, usual]] of Object.entries(NOT_WITH))
      test(`with ${setting} = ${value} is no business of ${id}`, async () => {
        const about = () => withSession(server.settings, async (session) => (await silent(session)).has(id));
        assert.equal(await about(), false);
        try {
          await change(server, setting, value);
          assert.equal(await about(), true);
        } finally {
          await change(server, setting, usual);
        }
      });
  });

async function change({ settings }: TestServer, setting: string, value: string): Promise<void> {
  await withSession(settings, async (session) => {
    await session.query(`ALTER SYSTEM SET ${setting} = '${value}'`);
    await session.query("SELECT pg_reload_conf()");
  });
  for (;;) {
    const [row] = await withSession(settings, (session) =>
      session.rows("SELECT pg_catalog.current_setting($1)", [setting]),
    );
    if (row?.[0] === value) return;
  }
}
