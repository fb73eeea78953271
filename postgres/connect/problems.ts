/** One thing that is wrong in the description of a connection. Holds no password, not even a part of one. */
export interface ConnectionProblem {
  /** Where it stands: a part of the URL, an environment variable, a line of a file. */
  readonly where: string;
  readonly problem: string;
  /** What to write instead. */
  readonly cure: string;
}

/** The description of a connection is wrong. Lists all that is, so that one correction is enough. */
export class ConnectionSettingsError extends Error {
  readonly problems: readonly ConnectionProblem[];

  constructor(problems: readonly ConnectionProblem[]) {
    const lines = problems.map(({ where, problem, cure }) => `${where}: ${problem}; ${cure}`);
    super(
      lines.length === 1
        ? (lines[0] ?? "")
        : `${lines.length} mistakes in the connection:\n  ${lines.join("\n  ")}`,
    );
    this.name = "ConnectionSettingsError";
    this.problems = problems;
  }
}
