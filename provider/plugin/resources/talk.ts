import type { ServerSettings } from "../configuration";
import type { OperationContext } from "../protocol";

/** Sentences of a summary shown at most; the rest is counted. */
const SHOWN = 40;

/** Shows a plan's summary at the resource. */
export function announce(context: OperationContext<ServerSettings>, summary: readonly string[]): void {
  if (summary.length === 0) return;
  const shown = summary.slice(0, SHOWN);
  if (summary.length > SHOWN) shown.push(`… and ${summary.length - SHOWN} more`);
  context.log("info", shown.join("\n"));
}

/** Milliseconds before an update says how far it is, and between two such lines. */
const PATIENCE = 2000;

/** A live progress line: what an update is doing and for how long, shown while it takes a while. */
export interface ProgressLine {
  /** What is being done from now on. */
  readonly tell: (sentence: string) => void;
  /** Nothing more is shown. */
  readonly end: () => void;
}

/** Begins a {@link ProgressLine}. An update that is done before {@link PATIENCE} is over shows none. */
export function progressLine(context: OperationContext<ServerSettings>): ProgressLine {
  const begun = Date.now();
  let doing = "connects";
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    context.log("info", `${doing} (${seconds} s)`, { ephemeral: true });
  }, PATIENCE);
  return {
    tell: (sentence) => {
      doing = sentence;
    },
    end: () => clearInterval(timer),
  };
}

/** The configured server. Operations that change something need one. */
export function server(context: OperationContext<ServerSettings>): ServerSettings {
  if (context.config === undefined)
    throw new Error("the provider's connection is not known yet: its inputs depend on values still to come");
  return context.config;
}
