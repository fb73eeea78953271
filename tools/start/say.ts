/** Shows a step's title. */
export function step(title: string): void {
  process.stdout.write(`\n● ${title}\n`);
}

/** Shows a line below a step. */
export function say(line: string): void {
  process.stdout.write(`  ${line}\n`);
}

/** Ends with one clear sentence instead of a stack trace. */
export function fail(error: unknown): void {
  process.stderr.write(`\n✗ ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env["PALISADE_DEBUG"] !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}

/** A number of seconds as people say it: `3 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
