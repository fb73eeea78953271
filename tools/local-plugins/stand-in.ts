import { randomBytes } from "node:crypto";
import {
  type CheckResult,
  containsUnknown,
  type DiffResult,
  type InputFailure,
  isProperties,
  type OperationContext,
  type Properties,
  type PropertyChange,
  type ProviderImplementation,
  type ResourceImplementation,
  reveal,
  revealAll,
  sameValue,
  secret,
  UNKNOWN,
  type Value,
} from "../../provider/plugin/protocol";

/** One input of a resource, as the official package declares it. */
export interface InputDefinition {
  readonly required?: boolean;
  /** Filled in where the user gives nothing, and then listed in the inputs' `__defaults`. */
  readonly default?: Value;
  /** The server or the provider chooses where the user gives nothing: leaving it out is no change. */
  readonly computed?: boolean;
  /** A change needs a replacement. */
  readonly replace?: boolean;
  /** A list whose order means nothing. */
  readonly set?: boolean;
  readonly secret?: boolean;
  /** Left out, the resource's own name is taken, a dash and seven random hexadecimal digits, as the official provider does. */
  readonly autoName?: boolean;
  /** What is wrong with a known value, or `undefined`. */
  readonly problem?: (value: Value) => string | undefined;
}

/** A resource of an official package, as far as a stand-in knows it. */
export interface StandInResource<Config> {
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  /** Outputs that are no inputs; `"secret"` where the official package marks them so. */
  readonly outputs?: Readonly<Record<string, "plain" | "secret">>;
  /** What is wrong with the inputs taken together. `inputs` has the defaults filled in, secrets bare, and may hold `UNKNOWN`. */
  validate?(inputs: Properties): InputFailure[];
  /** `inputs` has the defaults filled in and secrets bare. The outputs are marked secret afterwards. */
  create(inputs: Properties, context: OperationContext<Config>): Promise<{ id: string; outputs: Properties }>;
  /** `state` is what the last operation returned, secrets bare; empty at an import. `null` where the resource is gone. */
  read(
    id: string,
    state: Properties,
    context: OperationContext<Config>,
  ): Promise<{ id: string; outputs: Properties } | null>;
  update?(
    id: string,
    state: Properties,
    inputs: Properties,
    context: OperationContext<Config>,
  ): Promise<Properties>;
  delete(id: string, state: Properties, context: OperationContext<Config>): Promise<void>;
}

/** A stand-in's resource as the protocol server takes it, with what its schema is made of. */
export type ServedStandIn<Config> = ResourceImplementation<Config> &
  Required<Pick<StandInResource<Config>, "inputs" | "outputs">>;

/** The key under which official providers list the inputs that they filled in. */
const DEFAULTS_KEY = "__defaults";

/** Turns the short form of a stand-in's resource into what the protocol server serves. */
export function standInResource<Config>(definition: StandInResource<Config>): ServedStandIn<Config> {
  return {
    inputs: definition.inputs,
    outputs: definition.outputs ?? {},
    check: async ({ urn, olds, news }) => check(definition, nameOfUrn(urn), olds, news),
    diff: async ({ olds, news }) => diff(definition, olds, news),
    create: async ({ inputs, preview, context }) => {
      if (preview) return { id: "", outputs: previewOutputs(definition, {}, inputs) };
      const made = await definition.create(revealAll(inputs), context);
      return { id: made.id, outputs: mark(definition, made.outputs) };
    },
    read: async ({ id, inputs, state, context }) => {
      const found = await definition.read(id, revealAll(state), context);
      if (found === null) return null;
      const outputs = mark(definition, found.outputs);
      return { id: found.id, inputs: inputsFrom(definition, inputs, outputs), outputs };
    },
    update: async ({ id, olds, news, preview, context }) => {
      if (preview) return { outputs: previewOutputs(definition, olds, news) };
      if (definition.update === undefined) throw new Error("this resource can only be replaced");
      const outputs = await definition.update(id, revealAll(olds), revealAll(news), context);
      return { outputs: mark(definition, outputs) };
    },
    delete: async ({ id, state, context }) => definition.delete(id, revealAll(state), context),
  };
}

/** Says, once a run, that this is not the official plugin. */
export function announce(
  provider: Pick<ProviderImplementation, "name" | "version">,
  context: Pick<OperationContext<unknown>, "log">,
): void {
  context.log("info", `local stand-in for pulumi-resource-${provider.name} ${provider.version}`);
}

/** The checked value of an input as text; `undefined` where it is absent. */
export function textOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" ? value : undefined;
}

/** The checked value of an input as a number. */
export function numberOf(properties: Properties, name: string): number | undefined {
  const value = properties[name];
  return typeof value === "number" ? value : undefined;
}

/** The checked value of an input as a list of texts; empty where it is absent. */
export function textsOf(properties: Properties, name: string): string[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function check<Config>(
  definition: StandInResource<Config>,
  resourceName: string,
  olds: Properties | undefined,
  news: Properties,
): CheckResult {
  const inputs: Properties = {};
  const filled: string[] = [];
  const failures: InputFailure[] = [];
  for (const name of Object.keys(news)) {
    if (name === DEFAULTS_KEY) continue;
    if (definition.inputs[name] === undefined) failures.push({ path: name, reason: "is not known" });
    else inputs[name] = news[name];
  }
  for (const [name, input] of Object.entries(definition.inputs)) {
    const given = inputs[name];
    if (given !== undefined && given !== null) {
      if (input.secret === true) inputs[name] = secret(given);
      const problem = containsUnknown(given) ? undefined : input.problem?.(reveal(given));
      if (problem !== undefined) failures.push({ path: name, reason: problem });
      continue;
    }
    delete inputs[name];
    const value = input.autoName === true ? automaticName(resourceName, olds, name) : input.default;
    if (value !== undefined) {
      inputs[name] = value;
      filled.push(name);
    } else if (input.required === true) {
      failures.push({ path: name, reason: "is missing" });
    }
  }
  failures.push(...(definition.validate?.(revealAll(inputs)) ?? []));
  return { inputs: { ...inputs, [DEFAULTS_KEY]: filled.sort() }, failures };
}

/** A name made up once stays: only a replacement, which comes without old inputs, makes up a new one. */
function automaticName(resourceName: string, olds: Properties | undefined, input: string): Value {
  const made = olds?.[DEFAULTS_KEY];
  const old = olds?.[input];
  if (Array.isArray(made) && made.includes(input) && old !== undefined) return old;
  return `${resourceName}-${randomBytes(4).toString("hex").slice(0, 7)}`;
}

function diff<Config>(definition: StandInResource<Config>, state: Properties, news: Properties): DiffResult {
  const detailedDiff: Record<string, PropertyChange> = {};
  for (const [name, input] of Object.entries(definition.inputs)) {
    const wanted = news[name] ?? undefined;
    const present =
      blank(state[name]) || (wanted === undefined && zero(state[name])) ? undefined : state[name];
    if (wanted === undefined && (present === undefined || input.computed === true)) continue;
    if (same(input, present, wanted)) continue;
    const kind = present === undefined ? "add" : wanted === undefined ? "delete" : "update";
    detailedDiff[name] = { kind: input.replace === true ? `${kind}-replace` : kind };
  }
  return { changes: Object.keys(detailedDiff).length > 0, detailedDiff };
}

/** To the official providers an empty value and none are the same. */
function blank(value: Value | undefined): boolean {
  const bare = reveal(value);
  return (
    bare === undefined ||
    bare === null ||
    bare === "" ||
    (Array.isArray(bare) && bare.length === 0) ||
    (isProperties(bare) && Object.keys(bare).length === 0)
  );
}

/** What an official provider's state holds for a number or a switch that nobody gave. */
function zero(value: Value | undefined): boolean {
  const bare = reveal(value);
  return bare === 0 || bare === false;
}

function same(input: InputDefinition, present: Value | undefined, wanted: Value | undefined): boolean {
  if (containsUnknown(wanted)) return false;
  if (present === undefined && (blank(wanted) || zero(wanted))) return true;
  if (blank(wanted)) return present === undefined;
  if (input.set !== true) return sameValue(present, wanted);
  const sorted = (value: Value | undefined) =>
    (Array.isArray(value) ? value.map((item) => String(reveal(item))) : []).sort();
  return sameValue(sorted(reveal(present)), sorted(reveal(wanted)));
}

function previewOutputs<Config>(
  definition: StandInResource<Config>,
  state: Properties,
  inputs: Properties,
): Properties {
  const outputs: Properties = {};
  for (const [name, input] of Object.entries(definition.inputs)) {
    outputs[name] = inputs[name] ?? (input.computed === true ? (state[name] ?? UNKNOWN) : undefined);
  }
  for (const name of Object.keys(definition.outputs ?? {})) outputs[name] = state[name] ?? UNKNOWN;
  return mark(definition, outputs);
}

function mark<Config>(definition: StandInResource<Config>, outputs: Properties): Properties {
  const marked: Properties = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (name === DEFAULTS_KEY) continue;
    const hidden = definition.inputs[name]?.secret === true || definition.outputs?.[name] === "secret";
    marked[name] = hidden && value !== undefined && value !== null ? secret(value) : value;
  }
  return marked;
}

/**
 * The inputs that a read resource would have been declared with. At a refresh those that were declared follow what
 * stands; at an import it is everything that differs from a default.
 */
function inputsFrom<Config>(
  definition: StandInResource<Config>,
  old: Properties,
  outputs: Properties,
): Properties {
  const imported = Object.keys(old).length === 0;
  const inputs: Properties = {};
  const filled: string[] = [];
  const declared = old[DEFAULTS_KEY];
  for (const [name, input] of Object.entries(definition.inputs)) {
    const value = outputs[name];
    if (imported ? blank(value) : old[name] === undefined) continue;
    inputs[name] = value ?? undefined;
    if (imported && input.default !== undefined && sameValue(value, input.default)) filled.push(name);
  }
  return { ...inputs, [DEFAULTS_KEY]: imported ? filled.sort() : (declared ?? []) };
}

function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
