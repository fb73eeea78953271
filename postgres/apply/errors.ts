import { codeOf } from "../connect/errors";
import type { ServerNotice } from "../connect/session";
import type { Change, PlannedStatement } from "../plan/plan";

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

/** The server refused a statement. */
export function statementRefused(statement: PlannedStatement, user: string, error: unknown): ApplyError {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const cure =
    code === "42501"
      ? `; the managing role ${JSON.stringify(user)} lacks that right: use a superuser, or a member of the role that owns the object`
      : code === "55P03"
        ? "; another session holds a lock on it: try again, or raise lockTimeout"
        : "";
  return new ApplyError(
    `${statement.reason}: the server says ${JSON.stringify(text)}${cure}. Nothing was changed`,
    code,
    error,
  );
}

/** The server took every statement, and yet something is missing: it warned instead of refusing. */
export function notConverged(missing: readonly Change[], notices: readonly ServerNotice[]): ApplyError {
  const lines = missing.slice(0, 20).map(({ object, text }) => `  ${object}: ${text}`);
  if (missing.length > lines.length) lines.push(`  … and ${missing.length - lines.length} more`);
  const warnings = [
    ...new Set(notices.filter(({ severity }) => severity === "WARNING").map(({ message }) => message)),
  ];
  const said = warnings.length === 0 ? "" : `\nThe server warned: ${warnings.slice(0, 5).join("; ")}`;
  return new ApplyError(
    `the server accepted every statement, but ${missing.length} of the changes did not take effect, so everything was rolled back:\n${lines.join("\n")}${said}`,
  );
}
