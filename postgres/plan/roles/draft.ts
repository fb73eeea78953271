import { displayIdentifier } from "../../sql/quote";
import type { Change, PlannedStatement, PlanPart, Problem } from "../plan";

/** A chapter of a plan while it is written. */
export interface Draft {
  readonly changes: Change[];
  readonly statements: PlannedStatement[];
  readonly kept: string[];
  readonly problems: Problem[];
  /** Object → the parts of its line. */
  readonly desired: Map<string, string[]>;
  readonly live: Map<string, string[]>;
}

/** An empty chapter. */
export function newDraft(): Draft {
  return { changes: [], statements: [], kept: [], problems: [], desired: new Map(), live: new Map() };
}

/** Adds a part to an object's line. */
export function addText(lines: Map<string, string[]>, object: string, text: string): void {
  const known = lines.get(object);
  if (known === undefined) lines.set(object, [text]);
  else known.push(text);
}

/** The key of a role in previews and in the graph. */
export function roleKey(name: string): string {
  return `role ${displayIdentifier(name)}`;
}

/** The finished chapter. */
export function finish({ changes, statements, kept, problems, desired, live }: Draft): PlanPart {
  return {
    changes,
    statements,
    summary: changes.map(({ object, text }) => `${object}: ${text}`),
    kept,
    desired: texts(desired),
    live: texts(live),
    problems,
  };
}

function texts(lines: Map<string, string[]>): Record<string, string> {
  return Object.fromEntries(
    [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([object, parts]) => [object, parts.join("; ")]),
  );
}
