import type { Session } from "../connect/session";
import { type Extensions, readExtensions } from "./server-extensions";
import { type HbaReading, readHba } from "./server-hba";
import { readSessions, type SessionGroup } from "./server-sessions";
import { readServerSettings, type ServerSettings } from "./server-settings";

/** What an audit looks at beside the model of the database. */
export interface ServerState {
  /** The server's version as it prints it, for example `18.4` or `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly versionText: string;
  readonly settings: ServerSettings;
  readonly hba: HbaReading;
  readonly sessions: readonly SessionGroup[];
  readonly extensions: Extensions;
}

/** Reads the state of the server, as far as the session's role may see it. Changes nothing, and fails for no lack of rights. */
export async function readServerState(session: Session): Promise<ServerState> {
  const settings = await readServerSettings(session);
  return {
    versionText: settings.values.get("server_version") ?? "",
    settings,
    hba: await readHba(session),
    sessions: await readSessions(session),
    extensions: await readExtensions(session),
  };
}
