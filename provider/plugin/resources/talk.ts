import type { PlannedStatement } from "../../../postgres/plan/plan";
import type { ServerSettings } from "../configuration";
import type { OperationContext } from "../protocol";

/** Sentences of a summary shown at most; the rest is counted. */
const SHOWN = 12;

/** Shows a plan's summary at the resource. */
export function announce(context: OperationContext<ServerSettings>, summary: readonly string[]): void {
  if (summary.length === 0) return;
  const shown = summary.slice(0, SHOWN);
  if (summary.length > SHOWN) shown.push(`and ${summary.length - SHOWN} more`);
  context.log("info", shown.join("; "));
}

/** Milliseconds before an update says how far it is, and between two such lines. */
const PATIENCE = 2000;

/** A live progress line for updates that take a while; short ones have none. */
export function progressLine(
  context: OperationContext<ServerSettings>,
): (done: number, total: number, statement: PlannedStatement) => void {
  let last = Date.now();
  return (done, total, { reason }) => {
    if (Date.now() - last < PATIENCE) return;
    last = Date.now();
    context.log("info", `${done + 1} of ${total}: ${reason}`, { ephemeral: true });
  };
}

/** The configured server. Operations that change something need one. */
export function server(context: OperationContext<ServerSettings>): ServerSettings {
  if (context.config === undefined)
    throw new Error("the provider's connection is not known yet: its inputs depend on values still to come");
  return context.config;
}
