import * as policy from "@pulumi/policy";
import { endWithEngine } from "../../postgres/end-with-engine";
import { withOwnRules } from "../own-rules";
import type { Rule } from "../rule";
import { RULES } from "../rules";
import { type PackConfig, PackConfigError, packConfigProblems } from "./config";
import { loadPackConfig } from "./config-file";
import { makePack, type PackDefinition } from "./make-pack";
import { projectFolder } from "./project-folder";
import { type Decoder, keepSecretMarks } from "./secret-marks";

import decoder = require("@pulumi/policy/deserialize");

/** The framework's error for a value that is not known. It is exported, and its types are not. */
const { UnknownValueError } = policy as unknown as {
  readonly UnknownValueError: new (sentinel: string, path: readonly string[]) => Error;
};

/** The framework's sentinel for a text that is not known (unknownStringValue in its proxy module). */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function undecided(reason: string): Error {
  const error = new UnknownValueError(UNKNOWN_TEXT, []);
  error.message = reason;
  return error;
}

/** What a pack of a user's own adds to Palisade's. */
export interface OwnPack<Own extends Rule> {
  /** Rules of one's own, judged beside Palisade's. */
  readonly rules?: readonly Own[];
  /** What the pack configures. A project's own file goes before it, rule by rule; its waivers come on top. */
  readonly config?: PackConfig<Own>;
}

/**
 * Starts a pack in this process, with the configuration that is found in the project's folder. A rule or a
 * configuration that cannot be used ends the process with one sentence.
 */
export function startPack<Own extends Rule = never>(
  definition: PackDefinition,
  own: OwnPack<Own> = {},
): void {
  const directory = projectFolder({ cwd: process.cwd(), env: process.env, parent: process.ppid });
  keepSecretMarks(decoder as unknown as Decoder);
  try {
    const rules = own.rules === undefined ? RULES : withOwnRules(own.rules);
    const config = together(
      checked(own.config, rules),
      loadPackConfig({ directory, env: process.env }, rules),
    );
    const { args, initialConfig } = makePack(definition, { rules, config, undecided });
    new policy.PolicyPack(definition.name, args, initialConfig);
    const end = () => process.exit(0);
    // A process that a signal ends by itself leaves no code cache.
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
    endWithEngine(end);
  } catch (error) {
    process.stderr.write(`${definition.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** What the compiler has looked at already, unless the pack is plain JavaScript. */
function checked(config: unknown, rules: readonly Rule[]): PackConfig {
  if (config === undefined) return {};
  const problems = packConfigProblems(config, rules);
  if (problems.length > 0) throw new PackConfigError("the pack's configuration", problems);
  return config as PackConfig;
}

function together(pack: PackConfig, project: PackConfig): PackConfig {
  return {
    rules: { ...pack.rules, ...project.rules },
    waivers: [...(pack.waivers ?? []), ...(project.waivers ?? [])],
  };
}
