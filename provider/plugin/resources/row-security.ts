import { converge } from "../../../postgres/apply/converge";
import { ApplyError } from "../../../postgres/apply/errors";
import { readDatabaseModel } from "../../../postgres/catalog/read-model";
import type { Session } from "../../../postgres/connect/session";
import { planRowSecurity, type RowSecurityPlan } from "../../../postgres/plan/plan-row-security";
import { parseRowSecurity, type RowSecurityIntent } from "../../../postgres/plan/row-security-intent";
import type { ServerSettings } from "../configuration";
import {
  containsUnknown,
  type OperationContext,
  type Properties,
  type ResourceImplementation,
  revealAll,
  UNKNOWN,
} from "../protocol";
import { CHANGES_INPUTS, changesInput, diffByChanges, failures, pick } from "./changes";
import { readLive, readLiveOrBlank } from "./live";
import { announce, progressLine, server } from "./talk";

/** What a user writes; the rest of the inputs is added by Check. */
const DECLARED = [
  "database",
  "schemas",
  "column",
  "columnType",
  "setting",
  "tenantRoles",
  "owner",
  "force",
] as const;

/** `palisade:index:RowSecurity`: row-level security of one database's tenant tables. */
export const rowSecurityResource: ResourceImplementation<ServerSettings> = {
  async check({ news, context }) {
    const declared = pick(news, DECLARED);
    if (containsUnknown(declared) || context.config === undefined) {
      return { inputs: { ...declared, tables: UNKNOWN }, failures: [] };
    }
    const { intent, problems } = parseRowSecurity(revealAll(declared));
    if (intent === undefined) return { inputs: declared, failures: failures(problems) };
    const model = await readLiveOrBlank(context.config, intent.database, intent.owner, options(intent));
    const plan = planRowSecurity(intent, model);
    for (const [object, sentence] of Object.entries(plan.reports))
      context.log("warning", `${object}: ${sentence}`);
    return {
      inputs: {
        ...declared,
        tables: { ...plan.desired },
        ...changesInput(plan.changes),
      },
      failures: failures(plan.problems),
    };
  },

  async diff({ oldInputs, olds, news }) {
    return diffByChanges({ oldInputs, olds, news, declared: DECLARED, graph: "tables" });
  },

  async create({ inputs, preview, context }) {
    const declared = pick(inputs, DECLARED);
    if (preview) return { id: "", outputs: planned(inputs) };
    const intent = intentOf(declared);
    return { id: intent.database, outputs: { ...declared, ...(await apply(intent, context)) } };
  },

  async read({ id, inputs, context }) {
    const declared = pick(inputs, DECLARED);
    if (Object.keys(declared).length === 0) {
      throw new Error(
        `row security cannot be imported as code yet: declare a RowSecurity for database ${JSON.stringify(id)}, and the first preview shows what it would change`,
      );
    }
    const intent = intentOf(declared);
    const live = await readLive(server(context), intent.database, options(intent));
    if (live === undefined) return null;
    const plan = planRowSecurity(intent, live);
    const tables = { ...plan.live };
    return {
      id,
      inputs: { ...declared, tables, ...pick(inputs, CHANGES_INPUTS) },
      outputs: { ...declared, tables, reports: { ...plan.reports } },
    };
  },

  async update({ news, preview, context }) {
    if (preview) return { outputs: planned(news) };
    const declared = pick(news, DECLARED);
    return { outputs: { ...declared, ...(await apply(intentOf(declared), context)) } };
  },

  /** Leaves every table protected: opening tables is nothing that a removal should do unasked. */
  async delete({ context }) {
    context.log(
      "info",
      "the tables keep their row security: drop the policies by a migration if they shall be open",
    );
  },
};

async function apply(
  intent: RowSecurityIntent,
  context: OperationContext<ServerSettings>,
): Promise<Properties> {
  const { done, after } = await converge(
    { ...server(context), database: intent.database },
    (session) => planOn(session, intent),
    { signal: context.signal, progress: progressLine(context) },
  );
  announce(context, done.summary);
  return { tables: { ...after.live }, reports: { ...after.reports } };
}

async function planOn(session: Session, intent: RowSecurityIntent): Promise<RowSecurityPlan> {
  const model = await readDatabaseModel(session, options(intent));
  const missing = [intent.owner, ...intent.tenantRoles].filter((name) => !model.roles.has(name));
  if (missing.length > 0) {
    throw new ApplyError(
      `there is no role ${missing.map((name) => JSON.stringify(name)).join(", ")}: create it before, and let this resource depend on it. Nothing was changed`,
    );
  }
  const plan = planRowSecurity(intent, model);
  if (plan.problems.length > 0) {
    throw new ApplyError(plan.problems.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
  }
  return plan;
}

function planned(inputs: Properties): Properties {
  return { ...pick(inputs, DECLARED), tables: inputs["tables"] ?? UNKNOWN, reports: UNKNOWN };
}

function intentOf(declared: Properties): RowSecurityIntent {
  const { intent, problems } = parseRowSecurity(revealAll(declared));
  if (intent === undefined)
    throw new Error(problems.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
  return intent;
}

function options(intent: RowSecurityIntent) {
  return { schemas: intent.schemas, columns: true };
}
