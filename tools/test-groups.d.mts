/** The files that Node's runner is given for these test files: one a process, in the order of their names. */
export function groupTests(
  root: string,
  files: readonly string[],
  categoryOf: (file: string) => "long" | "engine" | "server" | "unit",
): {
  /** Each of them loads the test files of one process. */
  readonly files: readonly string[];
  /** Takes away what was written for it. */
  readonly remove: () => void;
};
