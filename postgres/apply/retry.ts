import { DatabaseError } from "pg";
import { ConnectionError, codeOf } from "../connect/errors";

/** Why a second attempt may succeed. */
export type Passing =
  /** Two updates touched the same row of a catalog, or waited for each other. */
  | "conflict"
  /** Somebody held a lock for longer than lock_timeout; meanwhile all locks of the update are given back. */
  | "lock"
  /** What the plan speaks of was dropped after it was read. */
  | "vanished"
  /** The connection is gone, or the server restarts. */
  | "loss";

/** Attempts for each kind of failure, the first one counted. */
const ATTEMPTS: Readonly<Record<Passing, number>> = { conflict: 15, lock: 3, vanished: 3, loss: 8 };

/** Milliseconds: the first pause, and the longest. Lost connections wait for a server that starts. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

/** serialization_failure, deadlock_detected. */
const CONFLICT = new Set(["40001", "40P01"]);

/** undefined_table, undefined_function, undefined_object, invalid_schema_name. */
const VANISHED = new Set(["42P01", "42883", "42704", "3F000"]);

/**
 * admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout, idle_in_transaction_session_timeout,
 * transaction_timeout; the connection exceptions.
 */
const LOSS = new Set(["57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "08000", "08003", "08006"]);

/** cannot_connect_now, too_many_connections: the server is there, and has no place yet. */
const NOT_YET = new Set(["57P03", "53300"]);

/** A code of the server. Node's own begin with an E, and EPIPE is as long. */
const SQLSTATE = /^[0-9FHPX][0-9A-Z]{4}$/;

/** Whether what a statement of an update threw passes by itself. `undefined` is final. */
export function passing(error: unknown): Passing | undefined {
  const code = codeOf(error) ?? "";
  if (CONFLICT.has(code) || isCatalogConflict(error, code)) return "conflict";
  if (code === "55P03") return "lock";
  if (VANISHED.has(code)) return "vanished";
  if (LOSS.has(code)) return "loss";
  return causeOf(error) instanceof ConnectionError ? "loss" : undefined;
}

/** The same for a connection that could not be made: only a server that was there a moment ago is waited for. */
export function passingConnect(error: unknown, wasThere: boolean): Passing | undefined {
  const code = codeOf(error) ?? "";
  if (NOT_YET.has(code)) return "loss";
  // What the server itself answers, a wrong password for example, does not change.
  return wasThere && !SQLSTATE.test(code) ? "loss" : undefined;
}

/** Counts attempts by kind and says how long to wait before the next, in milliseconds; `undefined` is enough. */
export class Patience {
  #attempts = 1;
  readonly #byKind = new Map<Passing, number>();

  /** How many attempts there were. */
  get attempts(): number {
    return this.#attempts;
  }

  pauseAfter(kind: Passing): number | undefined {
    const failed = (this.#byKind.get(kind) ?? 0) + 1;
    this.#byKind.set(kind, failed);
    if (failed >= ATTEMPTS[kind]) return undefined;
    this.#attempts += 1;
    // Spread, so that those who met once do not meet again.
    return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failed) * (0.5 + Math.random());
  }
}

/**
 * Two sessions that change the same catalog row meet in ways that have no SQLSTATE of their own: the row was changed
 * (`tuple concurrently updated`), inserted by both (a unique index of a catalog), or is gone (`cache lookup failed`).
 */
function isCatalogConflict(error: unknown, code: string): boolean {
  const text = error instanceof Error ? error.message : String(error);
  if (code === "XX000")
    return /tuple concurrently (updated|deleted)|cache lookup failed|could not find tuple/.test(text);
  const cause = causeOf(error);
  return code === "23505" && cause instanceof DatabaseError && cause.schema === "pg_catalog";
}

/** The first error that says something of its own: `ApplyError`s carry the server's as their cause. */
function causeOf(error: unknown): unknown {
  let found = error;
  while (
    found instanceof Error &&
    found.cause instanceof Error &&
    !(found instanceof ConnectionError || found instanceof DatabaseError)
  )
    found = found.cause;
  return found;
}
