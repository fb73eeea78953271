/** Why a local server could not be had, as a word that a program can compare. */
export type LocalServerFailure =
  | "missing-package"
  | "no-account"
  | "not-writable"
  | "wrong-major"
  | "wrong-owner"
  | "port-taken"
  | "disk-full"
  | "not-running"
  | "busy"
  | "foreign-folder"
  | "unsupported-platform"
  | "failed";

/** A local server could not be made, started, found or stopped. The message is one to read: what is wrong, and the cure. */
export class LocalServerError extends Error {
  readonly reason: LocalServerFailure;

  constructor(reason: LocalServerFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "LocalServerError";
    this.reason = reason;
  }
}

/** Node's error code (`EACCES`) of anything thrown. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Turns a failed file operation on `path` into a sentence with the cure. */
export function explainFileFailure(path: string, error: unknown): LocalServerError {
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new LocalServerError(
        "not-writable",
        `${path} cannot be written (${errorCode(error)}): give this user write access to it, or choose another folder`,
        error,
      );
    case "ENOSPC":
    case "EDQUOT":
      return diskFull(path, error);
    case "ENOTDIR":
    case "EEXIST":
      return new LocalServerError(
        "not-writable",
        `${path} is in the way: a folder is needed there. Move it, or choose another folder`,
        error,
      );
    default:
      return new LocalServerError(
        "failed",
        `${path}: ${error instanceof Error ? error.message : String(error)}`,
        error,
      );
  }
}

/** The disk that holds `path` is full. */
export function diskFull(path: string, cause?: unknown): LocalServerError {
  return new LocalServerError(
    "disk-full",
    `the disk that holds ${path} is full: free some space (a new server takes about 100 MB), or choose a folder on another disk`,
    cause,
  );
}
