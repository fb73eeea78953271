import { withSession } from "../../connect/session";
import type { ConnectionSettings } from "../../connect/settings";
import { quoteIdentifier } from "../../sql/quote";
import type { RecreatedServer } from "./recreated";

/** The names in the scene that probes speak about. */
export const SCENE = {
  /** A database that the admin made and owns. */
  database: "probe",
  /** Two roles that the admin made. */
  made: "probe_made",
  other: "probe_other",
  /** A role that somebody else made: the platform, or a colleague with CREATEROLE. */
  foreign: "probe_foreign",
} as const;

/** Where a probe is made. */
export type ProbeDatabase = "own" | "home";

/** A connection of the admin to a database of the scene. */
export function inScene({ admin }: RecreatedServer, database: ProbeDatabase): ConnectionSettings {
  return database === "home" ? admin : { ...admin, database: SCENE.database };
}

/** Makes the scene: objects of the admin, of a role that it made, and of a role that it did not make. */
export async function createScene(server: RecreatedServer): Promise<void> {
  const run = (settings: ConnectionSettings, statements: readonly string[]) =>
    withSession(settings, async (session) => {
      for (const statement of statements) await session.query(statement);
    });
  const { made, other, foreign, database } = SCENE;
  const admin = quoteIdentifier(server.platform.admin);
  await run(server.admin, [`CREATE DATABASE ${database}`, `CREATE ROLE ${made}`, `CREATE ROLE ${other}`]);
  await run({ ...server.superuser, database }, [
    `CREATE ROLE ${foreign}`,
    `GRANT ${made} TO ${foreign}`,
    ...objectsOf(made, "made"),
    ...objectsOf(foreign, "theirs"),
    "CREATE FOREIGN DATA WRAPPER probe_wrapper",
    `GRANT USAGE ON FOREIGN DATA WRAPPER probe_wrapper TO ${admin}`,
  ]);
  await run(inScene(server, "own"), [
    "CREATE SCHEMA own",
    ...objectsIn("own"),
    "CREATE EXTENSION hstore SCHEMA own",
    "CREATE SERVER own_server FOREIGN DATA WRAPPER probe_wrapper",
    "SELECT lo_create(4711)",
  ]);
}

function objectsOf(owner: string, schema: string): string[] {
  return [
    `CREATE SCHEMA ${schema} AUTHORIZATION ${owner}`,
    `SET ROLE ${owner}`,
    ...objectsIn(schema),
    "RESET ROLE",
  ];
}

function objectsIn(schema: string): string[] {
  return [
    `CREATE TABLE ${schema}.t (id int, tenant uuid)`,
    `CREATE VIEW ${schema}.v AS SELECT id FROM ${schema}.t`,
    `CREATE SEQUENCE ${schema}.s`,
    `CREATE FUNCTION ${schema}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    `CREATE TYPE ${schema}.e AS ENUM ('a')`,
  ];
}
