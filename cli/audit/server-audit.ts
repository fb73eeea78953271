import { judge, makeReport, type Report, RULES, readLiveFacts, type Waiver } from "../../policies";
import { observe } from "../../postgres/apply/observe";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { platformOf } from "../../postgres/catalog/server-platform";
import { readServerState } from "../../postgres/catalog/server-state";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { judgeStoredPolicies } from "../../postgres/expression";
import { VERSION } from "../version";

/** What an audit gives. */
export interface ServerAudit {
  readonly report: Report;
  /** Rules that broke: their objects are *unknown* in the report. */
  readonly failedRules: readonly string[];
}

/** Milliseconds that one catalog query may take: a busy server must not be held up by being looked at. */
const STATEMENT_TIMEOUT = 30_000;

/** Looks at a server in one read-only transaction, and judges what is there. */
export async function auditServer(
  settings: ConnectionSettings,
  options: { readonly waivers: readonly Waiver[]; readonly now: Date },
): Promise<ServerAudit> {
  const limited = { ...settings, statementTimeout: STATEMENT_TIMEOUT, applicationName: "palisade audit" };
  const { model, state, judged } = await observe(limited, async (session) => {
    const read = await readDatabaseModel(session, { columns: true });
    const policies = await judgeStoredPolicies(session, read);
    return { model: read, state: await readServerState(session), judged: policies };
  });
  const judgement = judge(RULES, readLiveFacts(model, state, judged), {
    ...options,
    database: model.database,
  });
  const report = makeReport(
    judgement,
    {
      kind: "server",
      host: settings.host,
      port: settings.port,
      database: model.database,
      serverVersion: state.versionText,
      platform: platformOf(state.settings.values.keys(), model.roles),
    },
    VERSION,
  );
  return { report, failedRules: judgement.failed };
}
