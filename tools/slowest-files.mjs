// A reporter of Node's test runner that says at the end which files took longest: where to look when a run grows long.

/** How many files are named. */
const MOST = 25;

/** The seconds of a file are those of its outermost suites and tests, which follow each other. */
export default async function* slowestFiles(events) {
  const seconds = new Map();
  for await (const { type, data } of events) {
    const ended = type === "test:pass" || type === "test:fail";
    if (!ended || data.nesting !== 0 || data.file === undefined) continue;
    seconds.set(data.file, (seconds.get(data.file) ?? 0) + data.details.duration_ms / 1000);
  }
  const slowest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, MOST);
  if (slowest.length < 2) return;
  yield "\nThe files that took longest, in seconds:\n";
  for (const [file, took] of slowest)
    yield `${took.toFixed(1).padStart(7)}  ${file.replace(`${process.cwd()}/`, "")}\n`;
}
