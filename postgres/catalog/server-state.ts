import type { ShownCertificate } from "../connect/server-certificate";
import type { Session } from "../connect/session";
import { type NameCatchers, readNameCatchers } from "./name-catchers";
import { type Guesses, readPasswordGuesses } from "./password-guesses";
import { type RoutineCodes, readRoutineCodes } from "./routine-code";
import { readServerCode, type ServerCode } from "./server-code";
import { type Extensions, readExtensions } from "./server-extensions";
import { type HbaReading, readHba } from "./server-hba";
import { type IdentReading, readIdent } from "./server-ident";
import { type Replication, readReplication } from "./server-replication";
import { readSessions, type SessionReading } from "./server-sessions";
import { readServerSettings, type ServerSettings } from "./server-settings";
import { readUnusedRoles } from "./unused-roles";
import { readWrittenSecrets, type WrittenSecret } from "./written-secrets";

/** What an audit looks at beside the model of the database. */
export interface ServerState extends Guesses {
  /** The server's version as it prints it, for example `18.4` or `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly versionText: string;
  readonly settings: ServerSettings;
  readonly hba: HbaReading;
  readonly ident: IdentReading;
  readonly sessions: SessionReading;
  readonly extensions: Extensions;
  readonly replication: Replication;
  readonly code: ServerCode;
  readonly nameCatchers: NameCatchers;
  readonly writtenSecrets: readonly WrittenSecret[];
  /** The certificate that the reading session itself was shown. */
  readonly certificate: ShownCertificate;
  readonly routineCodes: RoutineCodes;
  /** Login roles that hold nothing, own nothing and are members of nothing. */
  readonly unusedRoles: ReadonlySet<string>;
}

/**
 * Reads the state of the server, as far as the session's role may see it. Changes nothing, and fails for no lack of rights.
 * `guessing` are the milliseconds that guessing passwords may take, or what was guessed before: roles are the whole cluster's.
 */
export async function readServerState(session: Session, guessing: number | Guesses): Promise<ServerState> {
  const settings = await readServerSettings(session);
  const version = Number(settings.values.get("server_version_num") ?? "0");
  const guesses = typeof guessing === "number" ? await readPasswordGuesses(session, guessing) : guessing;
  const hba = await readHba(session);
  return {
    versionText: settings.values.get("server_version") ?? "",
    settings,
    hba,
    ident: await readIdent(session, version, hba),
    sessions: await readSessions(session),
    extensions: await readExtensions(session),
    replication: await readReplication(session, version),
    code: await readServerCode(session),
    nameCatchers: await readNameCatchers(session),
    writtenSecrets: await readWrittenSecrets(session),
    certificate: session.certificate,
    routineCodes: await readRoutineCodes(session),
    unusedRoles: await readUnusedRoles(session),
    ...guesses,
  };
}
