import { type MayStore, missingLines, preflight } from "../../../postgres/apply/preflight";
import { inert } from "../../../postgres/inert";
import type { DatabaseModel } from "../../../postgres/model/model";
import type { Plan } from "../../../postgres/plan/plan";
import { type ProgressLine, progressLine } from "../../../postgres/progress-line";
import { displayIdentifier } from "../../../postgres/sql/quote";
import type { ServerSettings } from "../configuration";
import type { OperationContext } from "../protocol";
import { isLoss } from "./changes";

/** Sentences about what is not lost, shown at most; the rest is counted. What is lost is never left out. */
const SHOWN = 40;

/**
 * Shows sentences at the resource, one a line: one message, because the engine shows several in any order. They speak of
 * names that whoever may create a table has chosen, so none of them can make a second line or command the terminal.
 */
export function tell(
  context: OperationContext<ServerSettings>,
  sentences: readonly string[],
  severity: "info" | "warning" = "info",
): void {
  if (sentences.length > 0) context.log(severity, sentences.map(inert).join("\n"));
}

/** Shows the summary of what an update has done, losses first. */
export function announce(context: OperationContext<ServerSettings>, summary: readonly string[]): void {
  const { lost, others, rest } = shortened(summary);
  tell(context, [...lost, ...others, ...(rest === 0 ? [] : [`… and ${rest} more, which take nothing away`])]);
}

function shortened(summary: readonly string[]): { lost: string[]; others: string[]; rest: number } {
  const others = summary.filter((sentence) => !isLoss(sentence));
  return {
    lost: summary.filter(isLoss),
    others: others.slice(0, SHOWN),
    rest: Math.max(0, others.length - SHOWN),
  };
}

/**
 * Shows the summary of what an update will do. Where something is lost it is a warning, with the losses
 * first.
 */
export function announcePlanned(context: OperationContext<ServerSettings>, summary: readonly string[]): void {
  const { lost, others, rest } = shortened(summary);
  const more =
    rest === 0 ? [] : [`… and ${rest} more, which take nothing away: pulumi preview --diff lists them all`];
  if (lost.length === 0) {
    tell(context, [...others, ...more]);
    return;
  }
  const lines = [
    ...lost.map((sentence) => `  - ${sentence}`),
    ...others.map((sentence) => `  + ${sentence}`),
    ...more.map((sentence) => `  ${sentence}`),
  ];
  tell(context, ["this update takes access away:", ...lines], "warning");
}

/**
 * Says what the managing role lacks for an update, each with the statement that gives it. Only the update itself can
 * tell for sure: a managed platform may allow more than PostgreSQL's rules.
 */
export function warnOfMissingRights(
  context: OperationContext<ServerSettings>,
  model: DatabaseModel,
  plan: Plan,
  mayStore: MayStore,
): void {
  const lines = missingLines(preflight(model, plan, mayStore));
  if (lines.length === 0) return;
  const head = `the managing role ${displayIdentifier(model.reader.name)} lacks rights that this update needs:`;
  tell(context, [head, ...lines.map((line) => `  ${line}`)], "warning");
}

/** A progress line of an update, as the engine shows it: each in place of the one before. */
export function updateLine(context: OperationContext<ServerSettings>): ProgressLine {
  return progressLine("connects", (sentence) => context.log("info", inert(sentence), { ephemeral: true }));
}

/** The configured server. Operations that change something need one. */
export function server(context: OperationContext<ServerSettings>): ServerSettings {
  if (context.config === undefined)
    throw new Error("the provider's connection is not known yet: its inputs depend on values still to come");
  return context.config;
}
