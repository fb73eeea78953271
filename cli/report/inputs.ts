import { readFileSync } from "node:fs";
import { parseReport, parseWaivers, type Report, type Waiver } from "../../policies";
import { CommandFailure } from "../failure";

/** The findings of an earlier report. */
export function readBaseline(path: string): Pick<Report, "findings"> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandFailure(`the baseline ${path} cannot be read: correct the path`, error);
  }
  try {
    return parseReport(text);
  } catch (error) {
    throw new CommandFailure(`${path}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** The waivers of a file. */
export function readWaivers(path: string): readonly Waiver[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandFailure(`the waivers in ${path} cannot be read: correct the path`, error);
  }
  try {
    return parseWaivers(text);
  } catch (error) {
    throw new CommandFailure(`${path}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
