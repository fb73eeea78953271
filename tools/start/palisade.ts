import { spawn } from "node:child_process";
import { join } from "node:path";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { PROJECT } from "./places";

/**
 * Runs the command `palisade`, whose output the person sees. The connection goes in by libpq's variables: a URL would
 * stand in the process list with its password. Returns the exit code.
 */
export function runPalisade(
  args: readonly string[],
  settings: ConnectionSettings,
  caFile: string,
): Promise<number> {
  const environment = {
    ...process.env,
    PGHOST: settings.host,
    PGPORT: String(settings.port),
    PGUSER: settings.user,
    PGPASSWORD: settings.password,
    PGDATABASE: settings.database,
    PGSSLMODE: settings.tlsMode,
    PGSSLROOTCERT: caFile,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(PROJECT, "bin", "palisade.js"), ...args], {
      env: environment,
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 2));
  });
}
