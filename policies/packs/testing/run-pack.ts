import { createRequire } from "node:module";
import * as policy from "@pulumi/policy";
import type { Rule } from "../../rule";
import { RULES } from "../../rules";
import { SECRET_BY_ITSELF, VERIFIER } from "../../testing/declared";
import { BASELINE } from "../baseline/baseline";
import type { PackConfig } from "../config";
import { makePack } from "../make-pack";
import { type Decoder, keepSecretMarks } from "../secret-marks";

/** Exported by the framework without types: what it hands policies their properties through. */
export const { unknownCheckingProxy } = policy as unknown as {
  readonly unknownCheckingProxy: <T extends object>(properties: T) => T;
};

/** The framework's own decoder, without what a pack adds to it. */
export const { deserializeProperties } = createRequire(__filename)("@pulumi/policy/deserialize") as Decoder;

/** The same with the marks of secrets kept, as a pack has it. */
export const decoder: Decoder = { deserializeProperties };
keepSecretMarks(decoder);

/** A secret as the engine sends it to an analyzer. */
export function secret(value: unknown): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** How the framework marks a text that is not known yet. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

class Undecided extends Error {}
class NotApplicable extends Error {}

type Policies = ReturnType<typeof makePack>["args"]["policies"];

/** The policies of the pack baseline, or of a pack by other rules. */
export function packOf(config: PackConfig = {}, rules: readonly Rule[] = RULES): Policies {
  return makePack(BASELINE, {
    rules,
    config,
    undecided: (reason) => new Undecided(reason),
    now: () => new Date("2026-12-01T00:00:00Z"),
  }).args.policies;
}

/** A resource as a program declares it. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, unknown>;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
}

/** What became of one policy: `advisory` texts are what could not be decided. */
export interface Outcome {
  readonly violations: { readonly policy: string; readonly text: string; readonly urn: string | undefined }[];
  readonly undecided: { readonly policy: string; readonly reason: string }[];
  readonly notApplicable: { readonly policy: string; readonly reason: string }[];
}

/** Properties as the engine sends them: with what the SDK's classes make secrets marked. */
function asSent(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sent = Object.entries(properties).map(([name, value]) => [
    name,
    SECRET_BY_ITSELF.includes(name) ? secret(value) : value,
  ]);
  return Object.fromEntries(sent) as Record<string, unknown>;
}

/** Runs a pack as the framework does: each resource by each policy, then the stack. */
export async function run(
  policies: Policies,
  resources: readonly Declared[],
  config: Record<string, object> = {},
): Promise<Outcome> {
  const outcome: Outcome = { violations: [], undecided: [], notApplicable: [] };
  const given = resources.map(({ type, name, props, protect, ...options }) => ({
    type,
    name,
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    props: unknownCheckingProxy(decoder.deserializeProperties({ toJavaScript: () => asSent(props) }, false)),
    opts: {
      protect: protect ?? true,
      ignoreChanges: [...(options.ignoreChanges ?? [])],
      aliases: [],
      additionalSecretOutputs: [...(options.additionalSecretOutputs ?? [])],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    stackTags: new Map<string, string>(),
    isType: () => false,
    asType: () => undefined,
    dependencies: [],
    propertyDependencies: {},
  }));
  for (const one of policies) {
    const shared = {
      getConfig: <T extends object>() => (config[one.name] ?? {}) as T,
      notApplicable: (reason?: string): never => {
        throw new NotApplicable(reason);
      },
    };
    const attempt = async (urn: string | undefined, work: (report: policy.ReportViolation) => unknown) => {
      try {
        await work((text, about) => outcome.violations.push({ policy: one.name, text, urn: about ?? urn }));
      } catch (error) {
        if (error instanceof Undecided) outcome.undecided.push({ policy: one.name, reason: error.message });
        else if (error instanceof NotApplicable)
          outcome.notApplicable.push({ policy: one.name, reason: error.message });
        else throw error;
      }
    };
    if ("validateResource" in one && typeof one.validateResource === "function") {
      const validate = one.validateResource;
      for (const resource of given)
        await attempt(resource.urn, (report) => validate({ ...resource, ...shared }, report));
    } else if ("validateStack" in one) {
      await attempt(undefined, (report) =>
        one.validateStack({ resources: given, stackTags: new Map(), ...shared }, report),
      );
    }
  }
  return outcome;
}

/** The type of a role. */
export const ROLE = "postgresql:index/role:Role";
/** The inputs of one that no rule objects to. */
export const GOOD_ROLE = { name: "app", login: true, password: VERIFIER, connectionLimit: 20 };
