/** What went wrong, for programs: `no-way` means that every way was tried. */
export type EngineFailure =
  | "no-way"
  | "given-folder"
  | "no-go"
  | "old-go"
  | "go-failed"
  | "modules-unreachable"
  | "disk-full"
  | "download-failed"
  | "broken-program"
  | "cancelled";

/** The engine could not be had. The message says what to do. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly reason: EngineFailure;

  constructor(reason: EngineFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** Turns a file operation's failure into an {@link EngineError} where the disk is full, and passes everything else through. */
export function explainFileError(error: unknown, folder: string): unknown {
  return isDiskFull(error) ? diskFull(folder, error) : error;
}

/** The error for a full disk. */
export function diskFull(folder: string, cause?: unknown): EngineError {
  return new EngineError(
    "disk-full",
    `the disk is full: building the engine takes about 4 GB in Go's caches (GOCACHE, GOMODCACHE) and 150 MB in ${folder}. ` +
      "Free some space, or lay them on another disk with these variables and PALISADE_ENGINE_CACHE.",
    cause,
  );
}

function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOSPC" || code === "EDQUOT";
}
