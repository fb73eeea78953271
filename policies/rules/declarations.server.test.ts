import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { connect, type Session, withSession } from "../../postgres/connect/session";
import { MAJORS, NO_GUESSING, startTestServer, type TestServer } from "../../test/servers";
import type { Facts } from "../facts/facts";
import { type JudgeOptions, judge } from "../judge";
import { decidableFromDeclaration } from "../packs/policies";
import { type DeclaredResource, parsersFor, readDeclaredFacts } from "../readers/declared";
import { readLiveFacts } from "../readers/live";
import { applyDeclared } from "../testing/apply-declaration";
import { DATABASE } from "../testing/factories";

import { ruleFiles } from "../testing/proofs";
import { PROOF_DAY } from "../testing/prove-rule";
import { RULES } from "./index";

/** What both worlds can show. */
const BOTH = RULES.filter((rule) => decidableFromDeclaration(rule) && rule.world === undefined);

const twins = ruleFiles().flatMap(({ id, proof }) =>
  proof?.declaration?.kind === "resources" && proof.rule.world === undefined
    ? [{ id, key: proof.key, options: { [id]: proof.options ?? {} }, ...proof.declaration }]
    : [],
);

type Options = NonNullable<JudgeOptions["options"]>;

function findings(facts: Facts, options: Options): ReadonlySet<string> {
  const { findings: found, failed } = judge(BOTH, facts, { now: PROOF_DAY, options });
  assert.deepEqual(failed, []);
  return new Set(found.map(({ key }) => key));
}

async function liveFindings(session: Session, options: Options): Promise<ReadonlySet<string>> {
  const model = await readDatabaseModel(session, { columns: true });
  return findings(readLiveFacts(model, await readServerState(session, NO_GUESSING)), options);
}

/**
 * The twin of every proof is made real: whatever is found of the server after the resources, and was not before, must be
 * found of the resources, and the other way round, by every rule that both worlds can decide.
 */
for (const major of MAJORS) {
  describe(`declarations and PostgreSQL ${major}`, () => {
    let server: TestServer;
    let session: Session;
    before(async () => {
      server = await startTestServer(major);
      await withSession(server.settings, (postgres) => postgres.query(`CREATE DATABASE ${DATABASE}`));
      session = await connect({ ...server.settings, database: DATABASE });
    });
    after(async () => {
      await session.end();
      await server.stop();
    });

    /** What the server shows of the resources and has not shown before, and what the declaration shows. Leaves no trace. */
    async function compare(
      before: ReadonlySet<string>,
      resources: readonly DeclaredResource[],
      instead: readonly string[] | undefined,
      options: Options,
    ) {
      await session.query("SAVEPOINT compared");
      for (const sql of instead ?? []) await session.query(sql);
      const checked = instead === undefined ? await applyDeclared(session, resources) : resources;
      const after = await liveFindings(session, options);
      await session.query("ROLLBACK TO compared");
      const declared = findings(readDeclaredFacts(checked, await parsersFor(checked)), options);
      return {
        live: [...after].filter((key) => !before.has(key)).sort(),
        declared: [...declared].sort(),
      };
    }

    for (const { id, key, options, server: setup = [], bad, fixed, from = 14, instead } of twins) {
      if (from > major) continue;
      test(`${id}: both readers find the same`, async () => {
        await session.query("BEGIN");
        try {
          for (const sql of setup) await session.query(sql);
          const before = await liveFindings(session, options);
          const wrong = await compare(before, bad, instead?.bad, options);
          assert.deepEqual(wrong.declared, wrong.live);
          assert.ok(wrong.live.includes(key), `${key} is among ${wrong.live.join(", ")}`);
          const right = await compare(before, fixed, instead?.fixed, options);
          assert.deepEqual(right.declared, right.live);
          assert.ok(!right.live.includes(key), `${key} is mended`);
        } finally {
          await session.query("ROLLBACK");
        }
      });
    }
  });
}
