import { randomBytes } from "node:crypto";
import { type Major, type TestServer, uniqueName } from "../../../test/servers";
import { withSession } from "../../connect/session";
import type { ConnectionSettings } from "../../connect/settings";
import { scramVerifier } from "../../scram";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote";

/**
 * The role set of a managed platform, recreated on plain PostgreSQL from public documentation and public dumps. It is a
 * stand-in: what the platform changed in PostgreSQL itself (extensions that refuse or allow more) is not there. What no
 * source tells is called unknown in the platform's file, and there the weaker right is chosen.
 */
export interface RecreatedPlatform {
  readonly name: string;
  /** How people call it: the head of a column. */
  readonly title: string;
  /** The platform's own superuser, here the bootstrap superuser: what it grants is granted by OID 10, as on the platform. */
  readonly superuser: string;
  /** The role that the customer gets. */
  readonly admin: string;
  /** The database that the customer gets. */
  readonly home: string;
  /** Roles with which the platform's services log in, by passwords that they alone know. @default none */
  readonly services?: readonly string[];
  /** Roles, memberships, owners of databases; made by the superuser in the database `postgres`. */
  cluster(major: Major): readonly string[];
  /** What every database is born with; made by the superuser in `template1` and in `postgres`. */
  everyDatabase(major: Major): readonly string[];
  /** What the platform has put into {@link home}; made there by the superuser. */
  homeDatabase(major: Major): readonly string[];
}

/** How to reach a recreated platform. */
export interface RecreatedServer {
  readonly platform: RecreatedPlatform;
  readonly major: Major;
  /** As the platform's superuser, which no customer is; in {@link RecreatedPlatform.home}. */
  readonly superuser: ConnectionSettings;
  /** As the customer's admin role, in {@link RecreatedPlatform.home}. */
  readonly admin: ConnectionSettings;
}

/** Turns a server of one's own into a recreated platform. The names are the platform's, so there is one a server. */
export async function recreatePlatform(
  server: TestServer,
  platform: RecreatedPlatform,
): Promise<RecreatedServer> {
  const { major } = server;
  await renameBootstrapSuperuser(server, platform.superuser);
  const superuser = { ...server.settings, user: platform.superuser };
  const run = (database: string, statements: readonly string[]) =>
    withSession({ ...superuser, database }, async (session) => {
      for (const statement of statements) await session.query(statement);
    });
  await run("postgres", platform.cluster(major));
  for (const database of ["postgres", "template1"]) await run(database, platform.everyDatabase(major));
  await run(platform.home, platform.homeDatabase(major));
  const password = await givePassword(superuser, platform.admin);
  return {
    platform,
    major,
    superuser: { ...superuser, database: platform.home },
    admin: { ...superuser, user: platform.admin, password, database: platform.home },
  };
}

/** Makes a password for a role and returns it; the server sees its verifier only. */
export async function givePassword(superuser: ConnectionSettings, role: string): Promise<string> {
  const password = randomBytes(12).toString("base64url");
  const verifier = scramVerifier(password, { salt: randomBytes(16) });
  await withSession(superuser, (session) =>
    session.query(`ALTER ROLE ${quoteIdentifier(role)} LOGIN PASSWORD ${quoteLiteral(verifier)}`),
  );
  return password;
}

/** Nobody can rename the role that he is, so a second superuser does it. A SCRAM password survives a new name. */
async function renameBootstrapSuperuser({ settings }: TestServer, name: string): Promise<void> {
  if (name === settings.user) return;
  const helper = uniqueName("helper");
  await withSession(settings, (session) => session.query(`CREATE ROLE ${quoteIdentifier(helper)} SUPERUSER`));
  const password = await givePassword(settings, helper);
  await withSession({ ...settings, user: helper, password }, (session) =>
    session.query(`ALTER ROLE ${quoteIdentifier(settings.user)} RENAME TO ${quoteIdentifier(name)}`),
  );
  await withSession({ ...settings, user: name }, (session) =>
    session.query(`DROP ROLE ${quoteIdentifier(helper)}`),
  );
}
