import { DatabaseError } from "pg";
import { ConnectionError, codeOf } from "../connect/errors";
import type { ServerNotice } from "../connect/session";
import { inert } from "../inert";
import type { Change } from "../plan/plan";
import type { Blockage } from "./lock-watch";
import { type MissingRight, missingLines } from "./preflight";

/** An update that was rolled back. The message names the step, the server's words and the cure; nothing was changed. */
export class ApplyError extends Error {
  /** PostgreSQL's SQLSTATE, where the server refused a statement. */
  readonly code: string | undefined;

  constructor(message: string, code?: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ApplyError";
    this.code = code;
  }
}

/**
 * The connection was lost while the server committed, and the server could not be asked what came of it. All of the
 * update is there, or nothing of it.
 */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";

  constructor(xid: string, cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause);
    super(
      `${text}, while the server was committing, and it could not be asked what came of it: either all of the update is done or nothing of it. ` +
        `The next update finds out and does what is left; SELECT pg_xact_status('${xid}') on the server tells`,
      { cause },
    );
  }
}

const CURES: Readonly<Record<string, string>> = {
  "55P03": "; another session holds a lock on it: try again, or raise lockTimeout",
  "57014": "; raise statementTimeout if it was too short",
  "25006": "; the server takes no changes: connect to the primary",
  // Since PostgreSQL 18 GRANT locks what it names until the end, and CREATE POLICY always did.
  "53200":
    "; where that is shared memory, the update locks more objects than the server has room for: raise max_locks_per_transaction to what is locked divided by max_connections and restart the server, or declare fewer schemas in one resource",
};

/** What a look for other sessions' locks may explain: lock_not_available, query_canceled, deadlock_detected. */
const BLOCKED = new Set(["55P03", "57014", "40P01"]);

/** The server refused a statement; `reason` says what it was for. */
export function statementRefused(
  reason: string,
  user: string,
  error: unknown,
  blockage?: Blockage,
): ApplyError {
  const code = codeOf(error);
  if (error instanceof ConnectionError)
    return new ApplyError(`${inert(reason)}: ${error.message}. Nothing was changed`, code, error);
  const cure =
    code === "42501"
      ? `; the managing role ${JSON.stringify(user)} lacks that right: use a superuser, or a member of the role that owns the object`
      : blockage === undefined || !BLOCKED.has(code ?? "")
        ? (CURES[code ?? ""] ?? "")
        : `; ${blockage.sentence}: end that session or wait for it, then try again, or raise lockTimeout`;
  return new ApplyError(
    inert(`${reason}: the server says ${quoted(error)}${cure}. Nothing was changed`),
    code,
    error,
  );
}

/** Rights are missing, all of which are named. */
export function rightsMissing(user: string, missing: readonly MissingRight[]): ApplyError {
  const lines = missingLines(missing).map((line) => `  ${line}`);
  const lacks = missing.length === 1 ? "a right" : `${missing.length} rights`;
  return new ApplyError(
    `the managing role ${inert(JSON.stringify(user))} lacks ${lacks} for this update. Nothing was changed. It needs\n${lines.join("\n")}`,
    "42501",
  );
}

/** The server took every statement, and yet something is missing: it warned instead of refusing. */
export function notConverged(missing: readonly Change[], notices: readonly ServerNotice[]): ApplyError {
  const lines = missing.slice(0, 20).map(({ object, text }) => inert(`  ${object}: ${text}`));
  if (missing.length > lines.length) lines.push(`  … and ${missing.length - lines.length} more`);
  return new ApplyError(
    `the server accepted every statement, but ${missing.length} of the changes did not take effect, so everything was rolled back:\n${lines.join("\n")}${warned(notices)}`,
  );
}

/** The plan takes from the managing role what it needs to come back. */
export function locksItselfOut(user: string, database: string): ApplyError {
  return new ApplyError(
    inert(
      `this update takes CONNECT on database ${JSON.stringify(database)} from the managing role ${JSON.stringify(user)}, which could not connect any more: ` +
        `declare it, as databasePrivileges: { ${JSON.stringify(user)}: ["CONNECT"] }, or grant it to a role whose rights it inherits. Nothing was changed`,
    ),
  );
}

/** The lock of the updates could not be had: another session holds it for too long. `holder` is the lock, and who holds it. */
export function stillWaiting(error: unknown, holder: string | undefined): ApplyError {
  return new ApplyError(
    `another session does not let this update begin; it waited for ${holder ?? "the lock of Palisade's updates"}: the server says ${quoted(error)}. End that session or wait for it, or raise statementTimeout. Nothing was changed`,
    codeOf(error),
    error,
  );
}

/** A failure that is over by itself as a rule, and was not after several attempts. `first` is what it began with. */
export function gaveUp(first: unknown, error: unknown, attempts: number): ApplyError {
  const [began, ended] = [first, error].map((one) => messageOf(one).replace(/\. Nothing was changed$/, ""));
  const text = began === ended ? ended : `${began}; and at last: ${ended}`;
  return new ApplyError(`${text}. Nothing was changed (tried ${attempts} times)`, codeOf(error), error);
}

/** What an error says; the server's own words are one line, whatever names stand in them. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof DatabaseError ? inert(message) : message;
}

function quoted(error: unknown): string {
  return inert(JSON.stringify(error instanceof Error ? error.message : String(error)));
}

function warned(notices: readonly ServerNotice[]): string {
  const warnings = new Set(notices.filter(isWarning).map(({ message }) => message));
  return warnings.size === 0 ? "" : `\nThe server warned: ${[...warnings].slice(0, 5).map(inert).join("; ")}`;
}

/** Whether the server only warned, where a statement did less than it says. */
export function isWarning({ severity }: ServerNotice): boolean {
  return severity === "WARNING";
}
