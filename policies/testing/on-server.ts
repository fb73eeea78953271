import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { loadStatementParser } from "../../postgres/statements/parse";
import { NO_GUESSING } from "../../test/servers";
import type { Finding } from "../finding";
import { type JudgeOptions, judge } from "../judge";
import { readLiveFacts } from "../readers/live";
import type { Rule } from "../rule";
import { PROOF_DAY } from "./prove-rule";

/** What rules find on a server that may be changed as one likes. Throws where a rule breaks. */
export async function findingsOn(
  settings: ConnectionSettings,
  rules: readonly Rule[],
  options: JudgeOptions["options"] = {},
): Promise<readonly Finding[]> {
  return withSession(settings, async (session) => {
    const model = await readDatabaseModel(session, { columns: true });
    const facts = readLiveFacts(model, await readServerState(session, NO_GUESSING));
    const judged = judge(rules, facts, { now: PROOF_DAY, options });
    if (judged.failed.length > 0) throw new Error(`rules break: ${judged.failed.join(", ")}`);
    return judged.findings;
  });
}

/** Runs what findings say mends them, statement by statement: a setting of the server's can be changed in no transaction. */
export async function mend(settings: ConnectionSettings, findings: readonly Finding[]): Promise<void> {
  const parse = await loadStatementParser();
  await withSession(settings, async (session) => {
    for (const { fix } of findings) for (const { text } of parse(fix).statements) await session.query(text);
  });
}
