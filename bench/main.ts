import { benchAccess } from "./access";
import { benchEngine } from "./engine";

const BENCHMARKS: Readonly<Record<string, (say: (line: string) => void) => Promise<string>>> = {
  access: benchAccess,
  engine: benchEngine,
};

/** `npm run bench [-- name …]`: measures and prints tables for docs/performance.md. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => BENCHMARKS[name] === undefined);
  if (unknown.length > 0) {
    process.stderr.write(
      `no benchmark ${unknown.join(", ")}: choose of ${Object.keys(BENCHMARKS).join(", ")}\n`,
    );
    process.exitCode = 2;
    return;
  }
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`${await run((line) => process.stderr.write(`${line}\n`))}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
