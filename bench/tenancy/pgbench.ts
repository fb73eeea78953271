import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, runProcess } from "../measure";
import { type TenantFixture, tenantOf } from "./fixture";
import type { Mode } from "./queries";

/** One run: a script, how it is sent, as which role, with which settings of the session. */
export interface Run {
  readonly script: string;
  readonly mode: Mode;
  readonly role: string;
  readonly tenant: number;
  /** Settings that the session starts with, the tenant's among them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** The median latency of a statement in microseconds, from pgbench's log of every transaction. One client, one session. */
export async function latency(fixture: TenantFixture, run: Run): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  try {
    const file = join(folder, "script.sql");
    writeFileSync(file, run.script);
    const { settings, server } = fixture;
    const options = { role: run.role, ...run.settings };
    await runProcess(
      "pgbench",
      [
        ...["-n", "-c", "1", "-M", run.mode, "-T", String(run.seconds), "-f", file],
        ...["-D", `tenant=${tenantOf(run.tenant)}`, "--log", `--log-prefix=${join(folder, "log")}`],
        ...["-h", settings.host, "-p", String(settings.port), "-U", settings.user, settings.database],
      ],
      {
        env: {
          PGPASSWORD: settings.password ?? "",
          PGSSLMODE: "verify-full",
          PGSSLROOTCERT: server.caFile,
          PGOPTIONS: Object.entries(options)
            .map(([name, value]) => `-c ${name}=${value}`)
            .join(" "),
        },
      },
    );
    const log = readdirSync(folder).find((name) => name.startsWith("log."));
    if (log === undefined) throw new Error("pgbench left no log");
    // client, transaction, latency in microseconds, …
    const times = readFileSync(join(folder, log), "utf8")
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [Number(line.split(" ")[2])]));
    return median(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
