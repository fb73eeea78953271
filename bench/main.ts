import { benchAccess } from "./access/run";
import { benchAccessEngine } from "./access-engine";
import { benchAudit } from "./audit";
import { benchEngine } from "./engine";
import { benchLint } from "./lint";
import { benchPack } from "./pack";
import { benchProve } from "./prove";
import { benchGuard } from "./tenancy/guard";
import { benchRetrofit } from "./tenancy/retrofit";
import { benchTenancy } from "./tenancy/run";

const BENCHMARKS: Readonly<Record<string, (say: (line: string) => void) => Promise<string>>> = {
  "access-1000": (say) => benchAccess(1000, { checks: 11, updates: 7 }, say),
  "access-10000": (say) => benchAccess(10_000, { checks: 5, updates: 3 }, say),
  "access-engine": benchAccessEngine,
  "audit-1000": (say) => benchAudit(1000, 7, say),
  "audit-10000": (say) => benchAudit(10_000, 3, say),
  engine: benchEngine,
  "guard-ddl": (say) => benchGuard(1000, say),
  lint: (say) => benchLint(5, say),
  pack: (say) => benchPack(5, say),
  prove: (say) => benchProve(1000, 3, say),
  "retrofit-10m": (say) => benchRetrofit(10_000_000, say),
  "tenancy-1m": (say) => benchTenancy(1_000_000, say),
  "tenancy-5m": (say) => benchTenancy(5_000_000, say),
};

/** `npm run bench [-- name …]`: measures and prints tables for docs/performance.md. `access` means all three of its parts. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const isMeant = (word: string, name: string) => name === word || name.startsWith(`${word}-`);
  const names = Object.keys(BENCHMARKS);
  const unknown = wanted.filter((word) => !names.some((name) => isMeant(word, name)));
  if (unknown.length > 0) {
    process.stderr.write(`no benchmark ${unknown.join(", ")}: choose of access, ${names.join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (wanted.length > 0 && !wanted.some((word) => isMeant(word, name))) continue;
    process.stdout.write(`${await run((line) => process.stderr.write(`${line}\n`))}\n\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
