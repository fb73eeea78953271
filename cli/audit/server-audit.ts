import {
  type Judgement,
  judge,
  makeReport,
  mergeJudgements,
  type Report,
  type ReportTarget,
  readLiveFacts,
} from "../../policies";
import { type ObserveOptions, observe } from "../../postgres/apply/observe";
import { type Guesses, readPasswordGuesses } from "../../postgres/catalog/password-guesses";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { platformOf } from "../../postgres/catalog/server-platform";
import { readServerState } from "../../postgres/catalog/server-state";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { judgeStoredPolicies, loadParser } from "../../postgres/expression";
import type { DatabaseModel } from "../../postgres/model/model";
import { progressLine } from "../../postgres/progress-line";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { forLooking } from "../connection";
import type { Criteria } from "../report/inputs";
import { VERSION } from "../version";

/** What an audit gives. */
export interface ServerAudit {
  readonly report: Report;
  /** Rules that broke: their objects are *unknown* in the report. */
  readonly failedRules: readonly string[];
  /** Databases that could not be looked at, each with why. */
  readonly failedDatabases: readonly string[];
  /** What was read, where it was one database. */
  readonly model?: DatabaseModel;
}

/** What an audit takes beside the connection. */
export interface AuditOptions extends Criteria {
  readonly now: Date;
  /** Milliseconds that guessing passwords may take, however many databases are looked at. */
  readonly guessing: number;
  /** Told what takes long, again and again. @default nobody is */
  readonly waiting?: (line: string) => void;
}

/** What was seen of one database. */
interface Look {
  readonly judgement: Judgement;
  readonly target: ReportTarget;
  readonly model: DatabaseModel;
}

/** Looks at a database and its server in one read-only transaction, and judges what is there. */
export async function auditServer(settings: ConnectionSettings, options: AuditOptions): Promise<ServerAudit> {
  const { judgement, target, model } = await look(settings, options, options.guessing);
  return {
    report: makeReport(judgement, target, VERSION),
    failedRules: judgement.failed,
    failedDatabases: [],
    model,
  };
}

/** What {@link auditCluster} takes beside. */
export interface ClusterOptions extends AuditOptions {
  /** How many databases are looked at at a time. */
  readonly jobs: number;
  /** Told after each database. */
  readonly progress: (line: string) => void;
}

/**
 * Looks at every database of the server that takes connections, some of them at a time, each in a transaction of its own.
 * What cannot be looked at is *unknown* to every rule, with what would let it be looked at, and does not keep the others back.
 */
export async function auditCluster(
  settings: ConnectionSettings,
  options: ClusterOptions,
): Promise<ServerAudit> {
  const { databases, guesses } = await clusterOf(settings, options.guessing);
  const looks = new Map<string, Look>();
  const refused = new Map<string, string>();
  const waiting = [...databases];
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name, mayConnect, reader } = next;
      if (!mayConnect)
        refused.set(
          name,
          `the role may not connect to it: GRANT CONNECT ON DATABASE ${quoteIdentifier(name)} TO ${quoteIdentifier(reader)};`,
        );
      else
        try {
          looks.set(name, await look({ ...settings, database: name }, options, guesses, { alone: true }));
        } catch (error) {
          refused.set(name, error instanceof Error ? error.message : String(error));
        }
      done += 1;
      options.progress(`${done} of ${databases.length} databases: ${name}`);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  const [first] = looks.values();
  if (first === undefined)
    throw new Error(
      `no database of the server could be looked at: ${[...refused.values()].join("; ") || "it has none"}`,
    );
  const seen = databases.flatMap(({ name }) => looks.get(name) ?? []);
  const merged = mergeJudgements(
    options.rules,
    seen.map(({ judgement }) => judgement),
  );
  const failedDatabases = [...refused].map(([name, reason]) => `${name}: ${reason}`);
  const unknown = [...refused].map(([database, reason]) => ({
    rule: "*",
    object: { kind: "database", name: database },
    reason: `database ${database} was not looked at: ${reason}`,
  }));
  const { database: _one, ...target } = first.target;
  return {
    report: makeReport(
      { ...merged, unknown: [...unknown, ...merged.unknown] },
      { ...target, databases: seen.map(({ model }) => model.database) },
      VERSION,
    ),
    failedRules: merged.failed,
    failedDatabases,
  };
}

async function look(
  settings: ConnectionSettings,
  options: AuditOptions,
  guessing: number | Guesses,
  reading: ObserveOptions = {},
): Promise<Look> {
  const line = progressLine("connecting", options.waiting ?? (() => undefined));
  // It is there when the policies are, if it is loaded while the server works.
  loadParser().catch(() => undefined);
  const { model, state, judged } = await observe(
    forLooking(settings, "audit"),
    async (session, beside) => {
      line.tell(`reading the server's state and the catalog of ${settings.database}`);
      // First what takes work here, guesses and the code of routines: it is done while the server reads the catalog.
      const readsState = readServerState(session, guessing);
      const readsModel = readDatabaseModel(session, { columns: true, beside });
      readsModel.then(
        () => line.tell("reading the server's state and trying first guesses of passwords"),
        () => undefined,
      );
      const [state, model] = await Promise.all([readsState, readsModel]);
      line.tell(`reading the policies of ${settings.database}`);
      return { model, state, judged: await judgeStoredPolicies(session, model) };
    },
    reading,
  ).finally(line.end);
  return {
    model,
    judgement: judge(options.rules, readLiveFacts(model, state, judged), {
      now: options.now,
      options: options.options,
      waivers: options.waivers,
      database: model.database,
    }),
    target: {
      kind: "server",
      host: settings.host,
      port: settings.port,
      database: model.database,
      serverVersion: state.versionText,
      platform: platformOf(state.settings.values.keys(), model.roles),
    },
  };
}

/** A database of the server. */
interface Database {
  readonly name: string;
  readonly mayConnect: boolean;
  readonly reader: string;
}

/** What every look at a database needs: which there are, and how easily the passwords of the cluster's roles are guessed. */
async function clusterOf(
  settings: ConnectionSettings,
  guessing: number,
): Promise<{ readonly databases: readonly Database[]; readonly guesses: Guesses }> {
  return observe(forLooking(settings, "audit"), async (session) => ({
    databases: await session.query<Database>(
      `SELECT datname AS name, pg_catalog.has_database_privilege(oid, 'CONNECT') AS "mayConnect",
              current_user AS reader
         FROM pg_catalog.pg_database WHERE datallowconn AND datname NOT IN ('template0', 'template1') ORDER BY datname COLLATE "C"`,
    ),
    guesses: await readPasswordGuesses(session, guessing),
  }));
}
