import type { DatabaseModel } from "../../model/model";
import type { Change, PlannedStatement, Problem } from "../plan";

/** What one chapter of a row security plan has to say: switches and policies, views, privileges around them, the guard. */
export interface TenancyPart {
  readonly changes: readonly Change[];
  readonly statements: readonly PlannedStatement[];
  /** Object → the protection that is meant, a line of text; an object may have lines of several parts. */
  readonly desired: readonly (readonly [object: string, text: string])[];
  /** The same as it is now. */
  readonly live: readonly (readonly [object: string, text: string])[];
  /** Object → what no update can mend, with what to do about it. */
  readonly reports: readonly (readonly [object: string, sentence: string])[];
  /** What stops the plan. */
  readonly problems: readonly Problem[];
}

/** Collects a {@link TenancyPart}. */
export class PartBuilder implements TenancyPart {
  readonly changes: Change[] = [];
  readonly statements: PlannedStatement[] = [];
  readonly desired: [string, string][] = [];
  readonly live: [string, string][] = [];
  readonly reports: [string, string][] = [];
  readonly problems: Problem[] = [];
  readonly #model: DatabaseModel;

  constructor(model: DatabaseModel) {
    this.#model = model;
  }

  /** What an update cannot mend. */
  report(object: string, sentence: string): void {
    this.reports.push([object, sentence]);
  }

  /** What stops the plan, at a property of the declaration. */
  problem(path: string, reason: string): void {
    this.problems.push({ path, reason });
  }

  /** The protection of an object: as it is meant, and as it is. */
  state(object: string, desired: string, live: string): void {
    this.desired.push([object, desired]);
    this.live.push([object, live]);
  }

  /** A line of the preview with the statements that bring it about, made in the right of the object's owner. */
  change(object: string, text: string, reason: string, ...sql: string[]): void {
    this.changes.push({ object, text, reason });
    for (const statement of sql) this.statement(object, text, statement);
  }

  /** A statement whose lines of the preview are added apart. Only the owner of an object may say who sees what of it. */
  statement(object: string, text: string, sql: string): void {
    const owner = this.#model.objects.get(object)?.owner;
    const reason = `${object}: ${text}`;
    this.statements.push(owner === undefined ? { sql, reason } : { sql, reason, asOwner: owner });
  }
}

/** Entries with one text an object: those of the same object become sentences of one text. */
export function joined(
  entries: readonly (readonly [string, string])[],
  separator: string,
): Readonly<Record<string, string>> {
  const merged = new Map<string, string>();
  for (const [key, text] of entries) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? text : `${before}${separator}${text}`);
  }
  const result: Record<string, string> = {};
  for (const key of [...merged.keys()].sort()) result[key] = merged.get(key) as string;
  return result;
}
