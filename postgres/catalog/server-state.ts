import type { ShownCertificate } from "../connect/server-certificate";
import type { Session } from "../connect/session";
import { type NameCatchers, readNameCatchers } from "./name-catchers";
import { type Guesses, readPasswordGuesses } from "./password-guesses";
import { type RoutineCodes, readRoutineCodes } from "./routine-code";
import { readServerCode, type ServerCode } from "./server-code";
import { type PageChecks, readPageChecks } from "./server-damage";
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
  readonly pageChecks: readonly PageChecks[];
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
 * `guessing` are the milliseconds that guessing passwords may take, or what was guessed before: roles are the whole
 * cluster's. All is asked at once, so that a far server is waited for a few times only, and guesses are tried meanwhile.
 */
export async function readServerState(session: Session, guessing: number | Guesses): Promise<ServerState> {
  const guessed = typeof guessing === "number" ? readPasswordGuesses(session, guessing) : guessing;
  const set = readServerSettings(session);
  const version = set.then(({ values }) => Number(values.get("server_version_num") ?? "0"));
  const rules = readHba(session);
  const [
    guesses,
    settings,
    hba,
    ident,
    sessions,
    extensions,
    replication,
    pageChecks,
    code,
    nameCatchers,
    writtenSecrets,
    routineCodes,
    unusedRoles,
  ] = await Promise.all([
    guessed,
    set,
    rules,
    Promise.all([version, rules]).then(([number, read]) => readIdent(session, number, read)),
    readSessions(session),
    readExtensions(session),
    version.then((number) => readReplication(session, number)),
    readPageChecks(session),
    readServerCode(session),
    readNameCatchers(session),
    readWrittenSecrets(session),
    readRoutineCodes(session),
    readUnusedRoles(session),
  ]);
  return {
    versionText: settings.values.get("server_version") ?? "",
    settings,
    hba,
    ident,
    sessions,
    extensions,
    replication,
    pageChecks,
    code,
    nameCatchers,
    writtenSecrets,
    certificate: session.certificate,
    routineCodes,
    unusedRoles,
    ...guesses,
  };
}
