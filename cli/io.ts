/** The outside world of a command. Tests give their own. */
export interface Io {
  /** For the result: text or JSON. */
  out(text: string): void;
  /** For warnings and the one sentence of a failure. */
  err(text: string): void;
  readonly env: NodeJS.ProcessEnv;
  /** The terminal's width in columns; absent where the result goes into a file or a pipe. */
  readonly columns?: number;
  /** Whether somebody watches standard error, a terminal; absent where it goes into a file or a pipe. */
  readonly watched?: true;
  /** Says how the command went; see {@link EXIT}. */
  finish(status: ExitStatus): void;
}

/** Exit statuses of every command: nothing at or above the bar, findings (or an attack got through), could not do the job. */
export const EXIT = { fine: 0, findings: 1, failed: 2 } as const;

/** See {@link EXIT}. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** The world of a process. */
export function processIo(): Io {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env: process.env,
    ...(process.stdout.isTTY ? { columns: process.stdout.columns } : {}),
    ...(process.stderr.isTTY ? { watched: true as const } : {}),
    finish: (status) => {
      process.exitCode = status;
    },
  };
}
