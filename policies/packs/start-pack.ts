import * as policy from "@pulumi/policy";
import { RULES } from "../rules";
import { loadPackConfig } from "./config-file";
import { makePack, type PackDefinition } from "./make-pack";

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

/**
 * Starts a pack in this process, with the configuration that is found where the engine was started. A configuration that
 * cannot be used ends the process with one sentence.
 */
export function startPack(definition: PackDefinition): void {
  // The launcher notes where the engine was started before it changes to the pack's folder.
  const directory = process.env["PALISADE_STARTED_IN"] ?? process.cwd();
  try {
    const config = loadPackConfig({ directory, env: process.env }, RULES);
    const { args, initialConfig } = makePack(definition, config, { undecided });
    new policy.PolicyPack(definition.name, args, initialConfig);
  } catch (error) {
    process.stderr.write(`${definition.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
