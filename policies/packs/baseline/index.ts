import * as policy from "@pulumi/policy";
import { RULES } from "../../rules";
import { loadPackConfig } from "../config-file";
import { BASELINE_NAME, baseline } from "./baseline";

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

/** Where the engine was started; the launcher notes it before it changes to this folder. */
const directory = process.env["PALISADE_STARTED_IN"] ?? process.cwd();

try {
  const config = loadPackConfig({ directory, env: process.env }, RULES);
  const { args, initialConfig } = baseline(config, { undecided });
  new policy.PolicyPack(BASELINE_NAME, args, initialConfig);
} catch (error) {
  process.stderr.write(`${BASELINE_NAME}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
