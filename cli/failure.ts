import { inert } from "../postgres/inert";
import { EXIT, type Io } from "./io";

/** Something that keeps a command from doing its job. The message is one sentence that says what to do. */
export class CommandFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "CommandFailure";
  }
}

/**
 * Runs a command's work. Whatever it throws becomes one clear sentence on stderr and the status for "could not do the
 * job"; stack traces are for `PALISADE_DEBUG`.
 */
export async function attempt(io: Io, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    io.err(`palisade: ${inert(sentenceOf(error))}\n`);
    if (io.env["PALISADE_DEBUG"] && error instanceof Error) io.err(`${error.stack ?? ""}\n`);
    io.finish(EXIT.failed);
  }
}

function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (isServerError(error)) return `the server refused: ${text} (${error.code})`;
  return text;
}

/** An error that PostgreSQL sent: it has a SQLSTATE and a severity. */
function isServerError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "severity" in error && "code" in error && typeof error.code === "string";
}
