import { converge } from "../../../postgres/apply/converge";
import { ApplyError } from "../../../postgres/apply/errors";
import { readDatabaseModel } from "../../../postgres/catalog/read-model";
import type { Session } from "../../../postgres/connect/session";
import { objectKey } from "../../../postgres/model/keys";
import type { DatabaseModel } from "../../../postgres/model/model";
import { type AccessIntent, declaredRoles } from "../../../postgres/plan/access-intent";
import { parseAccess } from "../../../postgres/plan/parse-access";
import { type AccessPlan, planAccess, planRelease } from "../../../postgres/plan/plan-access";
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
const DECLARED = ["database", "owner", "mode", "databasePrivileges", "schemas", "roles"] as const;

/** `palisade:index:Access`: the access graph of one database. */
export const accessResource: ResourceImplementation<ServerSettings> = {
  async check({ news, context }) {
    const declared = pick(news, DECLARED);
    if (containsUnknown(declared) || context.config === undefined) {
      return { inputs: { ...declared, privileges: UNKNOWN }, failures: [] };
    }
    const { intent, problems } = parseAccess(revealAll(declared));
    if (intent === undefined) return { inputs: declared, failures: failures(problems) };
    const model = await readLiveOrBlank(context.config, intent.database, intent.owner, options(intent));
    const plan = planAccess(intent, model);
    sayWhatIsKept(context, plan);
    return {
      inputs: {
        ...declared,
        privileges: { ...plan.desired },
        ...changesInput(plan.changes),
      },
      failures: failures(plan.problems),
    };
  },

  async diff({ oldInputs, olds, news }) {
    return diffByChanges({ oldInputs, olds, news, declared: DECLARED, graph: "privileges" });
  },

  async create({ inputs, preview, context }) {
    const declared = pick(inputs, DECLARED);
    if (preview) {
      announce(context, plannedSummary(inputs));
      return { id: "", outputs: { ...declared, privileges: inputs["privileges"] ?? UNKNOWN } };
    }
    const intent = intentOf(declared);
    return { id: intent.database, outputs: { ...declared, privileges: await apply(intent, context) } };
  },

  async read({ id, inputs, context }) {
    const declared = pick(inputs, DECLARED);
    if (Object.keys(declared).length === 0) {
      throw new Error(
        `an existing access graph cannot be imported as code yet: declare an Access for database ${JSON.stringify(id)} with mode "adopt", and the first preview shows what it would change`,
      );
    }
    const intent = intentOf(declared);
    const live = await readLive(server(context), intent.database, options(intent));
    if (live === undefined) return null;
    const graph = { ...planAccess(intent, live).live };
    return {
      id,
      inputs: { ...declared, privileges: graph, ...pick(inputs, CHANGES_INPUTS) },
      outputs: { ...declared, privileges: graph },
    };
  },

  async update({ news, preview, context }) {
    const declared = pick(news, DECLARED);
    if (preview) {
      announce(context, plannedSummary(news));
      return { outputs: { ...declared, privileges: news["privileges"] ?? UNKNOWN } };
    }
    return { outputs: { ...declared, privileges: await apply(intentOf(declared), context) } };
  },

  async delete({ state, context }) {
    const intent = intentOf(pick(state, DECLARED));
    const settings = { ...server(context), database: intent.database };
    if ((await readLive(server(context), intent.database, options(intent))) === undefined) return;
    await converge(
      settings,
      async (session) => planRelease(intent, await readDatabaseModel(session, options(intent))),
      { signal: context.signal, progress: progressLine(context) },
    );
  },
};

async function apply(intent: AccessIntent, context: OperationContext<ServerSettings>): Promise<Properties> {
  const { done, after } = await converge(
    { ...server(context), database: intent.database },
    (session) => planOn(session, intent),
    { signal: context.signal, progress: progressLine(context) },
  );
  announce(context, done.summary);
  return { ...after.live };
}

async function planOn(session: Session, intent: AccessIntent): Promise<AccessPlan> {
  const model = await readDatabaseModel(session, options(intent));
  const missing = whatIsMissing(intent, model);
  if (missing.length > 0) throw new ApplyError(`${missing.join("; ")}. Nothing was changed`);
  const plan = planAccess(intent, model);
  if (plan.problems.length > 0) {
    throw new ApplyError(plan.problems.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
  }
  return plan;
}

function whatIsMissing(intent: AccessIntent, model: DatabaseModel): string[] {
  const roles = declaredRoles(intent).filter((name) => !model.roles.has(name));
  const schemas = [...intent.schemas.keys()].filter(
    (name) => !model.objects.has(objectKey({ kind: "schema", name })),
  );
  return [
    ...roles.map(
      (name) =>
        `there is no role ${JSON.stringify(name)}: create it before, and let this resource depend on it`,
    ),
    ...schemas.map(
      (name) =>
        `there is no schema ${JSON.stringify(name)}: create it before, and let this resource depend on it`,
    ),
  ];
}

function intentOf(declared: Properties): AccessIntent {
  const { intent, problems } = parseAccess(revealAll(declared));
  if (intent === undefined)
    throw new Error(problems.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
  return intent;
}

function options(intent: AccessIntent) {
  return { schemas: [...intent.schemas.keys()] };
}

/** The summary of a preview, from the lines that Check put into the inputs. */
function plannedSummary(inputs: Properties): readonly string[] {
  const lines = revealAll(pick(inputs, ["changes"]))["changes"] as
    | Record<string, Record<string, string>>
    | undefined;
  if (lines === undefined) return [];
  const counts = new Map<string, number>();
  for (const texts of Object.values(lines)) {
    for (const text of Object.keys(texts)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${text} on ${count} ${count === 1 ? "object" : "objects"}`);
}

function sayWhatIsKept(context: OperationContext<ServerSettings>, plan: AccessPlan): void {
  const shown = plan.kept.slice(0, 20);
  for (const sentence of shown) context.log("info", sentence);
  if (plan.kept.length > shown.length)
    context.log("info", `… and ${plan.kept.length - shown.length} more that nobody declared`);
}
