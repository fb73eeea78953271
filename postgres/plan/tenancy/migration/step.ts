import { inert } from "../../../inert";

/** One statement of a migration that a person runs. */
export interface MigrationStep {
  readonly sql: string;
  /** What it does to others meanwhile, and what to look out for. */
  readonly note: string;
  /** False where the statement cannot be in a transaction. */
  readonly transaction: boolean;
}

/** A step whose lock stops others for as long as it takes to write into the catalog. */
export function brief(sql: string, note: string): MigrationStep {
  return { sql, note, transaction: true };
}

/** A step that takes its time while others read and write; it cannot be in a transaction. */
export function concurrent(sql: string, note: string): MigrationStep {
  return { sql, note, transaction: false };
}

/** A migration, and what it leaves to a person: sentences. */
export interface Migration {
  readonly steps: readonly MigrationStep[];
  readonly left: readonly string[];
}

/**
 * How long a brief statement waits for its lock: whoever comes after it waits too, so that it rather fails and is tried
 * again. What runs concurrently waits for old transactions without stopping anybody.
 */
const PATIENCE = { brief: "SET lock_timeout = '2s'", concurrent: "SET lock_timeout = 0" } as const;

/** The statements in order, with the lock_timeout before those that need another one. */
export function migrationStatements({ steps }: Migration): string[] {
  let now = "";
  return steps.flatMap(({ sql, transaction }) => {
    const wanted = PATIENCE[transaction ? "brief" : "concurrent"];
    const set = wanted === now ? [] : [wanted];
    now = wanted;
    return [...set, sql];
  });
}

/** The same as a script for psql, with the notes as comments. */
export function migrationScript(migration: Migration): string {
  const { steps, left } = migration;
  if (steps.length === 0 && left.length === 0) return "-- Nothing to migrate.\n";
  const notes = new Map(steps.map(({ sql, note }) => [sql, note]));
  const lines = [
    "-- Run it with psql, outside of a transaction (no --single-transaction), as the tables' owner. A statement that fails",
    "-- with a lock timeout is run again. What was done stays done: print the migration again to see what is left.",
    ...migrationStatements(migration).flatMap((sql) => {
      const note = notes.get(sql);
      return [...(note === undefined ? [] : ["", `-- ${inert(note)}`]), `${sql};`];
    }),
    ...(left.length === 0 ? [] : ["", "-- Left to you:", ...left.map((sentence) => `-- ${inert(sentence)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}
