/** The proof as a whole could not be made. The message is one sentence that says why and what to do. */
export class ProofError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ProofError";
  }
}

/** What PostgreSQL said of a statement. */
export interface ServerError {
  readonly code: string;
  readonly message: string;
  /** The constraint that was violated, where there was one. */
  readonly constraint?: string;
  /** The column that was violated, where there was one. */
  readonly column?: string;
}

/** The server's answer inside what the driver threw, or `undefined` where the error is none (a lost connection). */
export function serverError(error: unknown): ServerError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, severity, constraint, column } = error as unknown as Record<string, unknown>;
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code) || typeof severity !== "string")
    return undefined;
  return {
    code,
    message: error.message,
    ...(typeof constraint === "string" ? { constraint } : {}),
    ...(typeof column === "string" ? { column } : {}),
  };
}
