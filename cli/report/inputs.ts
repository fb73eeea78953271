import { readFileSync } from "node:fs";
import {
  type ChosenRules,
  chooseRules,
  parsePackConfig,
  parseReport,
  parseWaivers,
  type Report,
  RULES,
  type Waiver,
} from "../../policies";
import { CommandFailure } from "../failure";
import { readOwnRules } from "../own-rules";

/** The findings of an earlier report. */
export function readBaseline(path: string): Pick<Report, "findings"> {
  return readInput("the baseline", path, parseReport);
}

/** The waivers of a file. */
function readWaivers(path: string): readonly Waiver[] {
  return readInput("the waivers in", path, parseWaivers);
}

/** What a command judges by. */
export interface Criteria extends ChosenRules {
  readonly waivers: readonly Waiver[];
}

/** The rules, a user's own among them, with their options from the file that configures a pack too, and the waivers: those of that file and of one of their own. */
export function readCriteria(flags: {
  readonly config?: string;
  readonly rules?: string;
  readonly waivers?: string;
}): Criteria {
  const rules = flags.rules === undefined ? RULES : readOwnRules(flags.rules);
  const config =
    flags.config === undefined
      ? {}
      : readInput("the configuration", flags.config, (text) => parsePackConfig("configuration", text, rules));
  const waivers = flags.waivers === undefined ? [] : readWaivers(flags.waivers);
  return { ...chooseRules(config, rules), waivers: [...(config.waivers ?? []), ...waivers] };
}

function readInput<T>(what: string, path: string, parse: (text: string) => T): T {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandFailure(`${what} ${path} cannot be read: correct the path`, error);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new CommandFailure(`${path}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
