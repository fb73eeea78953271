import { ApplyError } from "../../../postgres/apply/errors";
import { type ReadModelOptions, readDatabaseModel } from "../../../postgres/catalog/read-model";
import type { Session } from "../../../postgres/connect/session";
import { inert } from "../../../postgres/inert";
import type { DatabaseModel } from "../../../postgres/model/model";
import { groupGraph } from "../../../postgres/plan/graph-groups";
import type { Plan, Problem } from "../../../postgres/plan/plan";
import type { ServerSettings } from "../configuration";
import {
  containsUnknown,
  isSecret,
  type OperationContext,
  type Properties,
  type ResourceImplementation,
  revealAll,
  sameValue,
  secret,
  setProperty,
  UNKNOWN,
} from "../protocol";
import { carryOut } from "./carry-out";
import { CHANGES_INPUTS, changesInput, diffByChanges, failures, pick } from "./changes";
import { IDENTITY, identityInput, identityOf } from "./identity";
import { type Further, readLive, readMayStore, readUnlessSettled } from "./live";
import { noteChange } from "./run-changes";
import { SETTLED, Settled } from "./settled";
import { announce, announcePlanned, server, warnOfMissingRights } from "./talk";

/** A plan over a graph of objects, with what is meant and what is. */
export interface GraphPlan extends Plan {
  readonly desired: Readonly<Record<string, string>>;
  readonly live: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** What one kind of graph adds to the common life of such resources. */
export interface GraphResource<
  Intent extends { readonly database: string; readonly owner: string },
  P extends GraphPlan,
> {
  /** What a user writes; the rest of the inputs is added by Check. */
  readonly declared: readonly string[];
  /** The property that holds the expanded graph, in groups. */
  readonly graph: string;
  /** What an import writes down of a live database, or the sentence that a person reads where there is no import. */
  readonly imported: ((model: DatabaseModel) => Properties) | string;
  /** Checks a declaration. `identity` is the same for the same resource, whatever it says: see {@link identityInput}. */
  parse(
    input: unknown,
    identity: string,
  ): { readonly intent?: Intent; readonly problems: readonly Problem[] };
  /** Whether the database has something that is known by the resource's identity. @default false */
  readonly identified?: boolean;
  /** What must be read for it. */
  reading(intent: Intent): ReadModelOptions;
  /** Adds to the model what else the plan needs, in the same transaction. @default nothing */
  further?(session: Session, intent: Intent, model: DatabaseModel): Promise<DatabaseModel>;
  /** Whether what {@link further} adds is decided by the catalogs alone, and not by the rows of a table. @default true */
  catalogsOnly?(intent: Intent): boolean;
  /** Inputs that are kept as secrets, whoever declares them. @default none */
  readonly secrets?: readonly string[];
  plan(intent: Intent, model: DatabaseModel): P;
  /** What the update needs and the database lacks: sentences. */
  missing(intent: Intent, model: DatabaseModel): string[];
  /** Shows what a preview should say beside its lines. */
  remark(context: OperationContext<ServerSettings>, plan: P): void;
  /** The names of outputs beside the graph; known only after an update. */
  readonly computed: readonly string[];
  /** Those outputs. */
  extraOutputs(plan: P): Properties;
  /** Undoes what a removal should undo. */
  remove(intent: Intent, context: OperationContext<ServerSettings>): Promise<void>;
}

/**
 * A resource whose declaration is expanded against the live catalog: Check reads and plans, Diff shows Check's lines,
 * Create and Update converge in one transaction on what is there then, Read finds what drifted.
 */
export function graphResource<
  Intent extends { readonly database: string; readonly owner: string },
  P extends GraphPlan,
>(kind: GraphResource<Intent, P>): ResourceImplementation<ServerSettings> {
  const { declared: names, graph, identified = false } = kind;
  const kept = identified ? [...names, IDENTITY] : names;
  // Check has the plan, and the preview that follows in the same process shows its summary.
  const summaries = new Map<string, readonly string[]>();
  const intentOf = (urn: string, properties: Properties): Intent => {
    const { intent, problems } = kind.parse(revealAll(pick(properties, names)), identityOf(urn, properties));
    if (intent === undefined) throw new Error(sentences(problems));
    return intent;
  };
  const further =
    (intent: Intent): Further =>
    async (session, model) =>
      (await kind.further?.(session, intent, model)) ?? model;
  const planOn = async (session: Session, intent: Intent): Promise<P> => {
    const model = await further(intent)(session, await readDatabaseModel(session, kind.reading(intent)));
    const missing = kind.missing(intent, model);
    if (missing.length > 0) throw new ApplyError(`${missing.map(inert).join("; ")}. Nothing was changed`);
    const plan = kind.plan(intent, model);
    if (plan.problems.length > 0) throw new ApplyError(sentences(plan.problems));
    return plan;
  };
  const apply = async (urn: string, declared: Properties, context: OperationContext<ServerSettings>) => {
    const intent = intentOf(urn, declared);
    noteChange(context.config, intent.database, urn);
    const { done, after } = await carryOut(context, intent.database, (session) => planOn(session, intent));
    announce(context, done.summary);
    return {
      id: intent.database,
      outputs: { ...declared, [graph]: groupGraph(after.live), ...kind.extraOutputs(after) },
    };
  };
  /** The declaration of the state; for an import, whose state is empty, one that describes the database of that name. */
  const declaredOrImported = async (
    declared: Properties,
    id: string,
    context: OperationContext<ServerSettings>,
  ): Promise<Properties | null> => {
    if (Object.keys(declared).length > 0) return declared;
    const { imported } = kind;
    if (typeof imported === "string") throw new Error(imported);
    const model = await readLive(server(context), id, { columns: true });
    return model === undefined ? null : imported(model);
  };
  const planned = (
    urn: string,
    inputs: Properties,
    context: OperationContext<ServerSettings>,
  ): Properties => {
    announcePlanned(context, summaries.get(urn) ?? []);
    noteChange(context.config, inputs["database"], urn);
    const later = Object.fromEntries(kind.computed.map((name) => [name, UNKNOWN]));
    return { ...pick(inputs, kept), [graph]: inputs[graph] ?? UNKNOWN, ...later };
  };
  return {
    async check({ urn, olds, news, randomSeed, context }) {
      const declared = withSecrets(pick(news, names), kind.secrets ?? []);
      const identity = identified ? identityInput(urn, olds, randomSeed) : {};
      if (containsUnknown(declared) || context.config === undefined) {
        return { inputs: { ...declared, ...identity, [graph]: UNKNOWN }, failures: [] };
      }
      const { intent, problems } = kind.parse(revealAll(declared), identityOf(urn, identity));
      if (intent === undefined) return { inputs: declared, failures: failures(problems) };
      const settled =
        kind.catalogsOnly?.(intent) === false
          ? undefined
          : new Settled({ olds, declared, names, graph, server: context.config });
      const reading = kind.reading(intent);
      const live = await readUnlessSettled(context.config, intent, reading, further(intent), settled);
      if ("settled" in live) return { inputs: { ...declared, ...identity, ...live.settled }, failures: [] };
      const { model } = live;
      const plan = kind.plan(intent, model);
      let told = 0;
      const telling: typeof context = {
        ...context,
        log: (...message) => {
          told++;
          context.log(...message);
        },
      };
      kind.remark(telling, plan);
      // Of what is yet to be created nobody can have rights.
      const missing = kind.missing(intent, model);
      if (missing.length === 0) {
        const mayStore = await readMayStore(context.config, intent.database, model, plan);
        warnOfMissingRights(telling, model, plan, mayStore);
      }
      const nothing =
        missing.length +
          told +
          plan.problems.length +
          plan.statements.length +
          plan.changes.length +
          plan.summary.length ===
        0;
      summaries.set(urn, plan.summary);
      return {
        inputs: {
          ...declared,
          ...identity,
          [graph]: groupGraph(plan.desired),
          ...changesInput(plan.changes),
          ...(nothing ? settled?.input : {}),
        },
        failures: failures(plan.problems),
      };
    },

    diff: async ({ oldInputs, olds, news }) =>
      diffByChanges({ oldInputs, olds, news, declared: names, graph }),

    async create({ urn, inputs, preview, context }) {
      if (preview) return { id: "", outputs: planned(urn, inputs, context) };
      return apply(urn, pick(inputs, kept), context);
    },

    async read({ urn, id, inputs, context }) {
      const declared = await declaredOrImported(pick(inputs, kept), id, context);
      if (declared === null) return null;
      const intent = intentOf(urn, declared);
      const live = await readLive(server(context), intent.database, kind.reading(intent), further(intent));
      if (live === undefined) return null;
      const plan = kind.plan(intent, live);
      const found = { ...declared, [graph]: groupGraph(plan.live) };
      // An import shows its inputs as code: what Check adds has no place there.
      const added =
        Object.keys(inputs).length === 0 ? declared : { ...found, ...pick(inputs, CHANGES_INPUTS) };
      // What was noted of the last Check holds for the graph that this one found.
      if (inputs[SETTLED] !== undefined && sameValue(inputs[graph], found[graph]))
        setProperty(added, SETTLED, inputs[SETTLED]);
      return {
        id,
        inputs: added,
        outputs: { ...found, ...kind.extraOutputs(plan) },
      };
    },

    async update({ urn, news, preview, context }) {
      if (preview) return { outputs: planned(urn, news, context) };
      return apply(urn, pick(news, kept), context);
    },

    delete: async ({ urn, state, context }) => kind.remove(intentOf(urn, state), context),
  };
}

function sentences(problems: readonly Problem[]): string {
  return problems.map(({ path, reason }) => inert(`${path}: ${reason}`)).join("; ");
}

/** The same properties, those with these names marked as secret. */
function withSecrets(properties: Properties, names: readonly string[]): Properties {
  const marked = names.flatMap((name) => {
    const value = properties[name];
    return value === undefined || isSecret(value) ? [] : [[name, secret(value)] as const];
  });
  return { ...properties, ...Object.fromEntries(marked) };
}
