import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConnectionSettings } from "../../postgres/connect/settings";

/** How psql would be told of a server: the environment, and the authority in a file of the folder. */
export function environmentOf(settings: ConnectionSettings, folder: string) {
  const authority = join(folder, "ca.pem");
  writeFileSync(authority, settings.ca ?? "");
  return {
    PGHOST: settings.host,
    PGPORT: String(settings.port),
    PGUSER: settings.user,
    PGPASSWORD: settings.password ?? "",
    PGDATABASE: settings.database,
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: authority,
  };
}
