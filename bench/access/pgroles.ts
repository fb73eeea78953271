import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withSession } from "../../postgres/connect/session";
import { runProcess, type Sample } from "../measure";
import { BARE, CACHE, type Fixture, ROLES, SCHEMAS, TABLE_PRIVILEGES } from "./fixture";
import type { Missing, Peer } from "./peer";
import { environment } from "./psql";

const CRATE = "pgroles-cli";
const VERSION = "0.10.0-alpha.1";
const NAME = `pgroles ${VERSION}`;

/** Its own limit for one manifest (`MAX_GRANTS` in pgroles-core). Beyond, only wildcards are left. */
const MOST_GRANTS = 4096;

/** The exit status of `pgroles diff --exit-code` where there is something to do. */
const DRIFT = 2;

/**
 * pgroles, which has privileges and memberships but no row security, no columns, and nothing for PUBLIC. Its check is
 * `diff --exit-code`; its plan is `diff` on a database without grants; `apply` reads and plans again by itself. The
 * manifest names each table; where these are too many for it, every table of a schema by a wildcard, which gives the
 * partitions privileges too, so that its converged database is one of its own.
 */
export async function pgroles(
  fixture: Fixture,
  folder: string,
  say: (line: string) => void,
): Promise<Peer | Missing> {
  const home = join(CACHE, `pgroles-${VERSION}`);
  const program = join(home, "bin", "pgroles");
  const missing = await install(home, program, say);
  if (missing !== undefined) return { name: NAME, missing };
  const tables = await grantable(fixture);
  const wildcards = tables.length * Object.keys(TABLE_PRIVILEGES).length > MOST_GRANTS;
  const manifest = join(folder, "pgroles.json");
  writeFileSync(
    manifest,
    JSON.stringify(manifestOf(wildcards ? SCHEMAS.map((schema) => ({ schema, name: "*" })) : tables)),
  );
  const run = (database: string, args: readonly string[], code = 0): Promise<Sample> => {
    const { host, port, user } = fixture.settings(database);
    const options = new URLSearchParams({ sslmode: "verify-full", sslrootcert: fixture.caFile });
    return runProcess(program, [...args, "--file", manifest], {
      expect: [code],
      env: {
        PGPASSWORD: environment(fixture, database)["PGPASSWORD"],
        DATABASE_URL: `postgres://${user}@${host}:${port}/${database}?${options}`,
        RUST_LOG: "error",
      },
    });
  };
  const peer: Peer = {
    name: wildcards ? `${NAME}, by wildcards` : NAME,
    converged: async (ours) => {
      if (!wildcards) return ours;
      const own = "bench_pgroles";
      await fixture.copy(BARE, own);
      await peer.apply(own);
      await withSession(fixture.settings(own), (session) => session.query("VACUUM ANALYZE"));
      return own;
    },
    check: (database) => run(database, ["diff", "--exit-code"]),
    plan: (database) => run(database, ["diff", "--exit-code"], DRIFT),
    apply: (database) => run(database, ["apply"]),
  };
  return peer;
}

/** What pgroles can say of our declaration; JSON is YAML. The owner is not named: it would lose its own privileges. */
function manifestOf(tables: readonly { schema: string; name: string }[]): unknown {
  const grantees = Object.entries(TABLE_PRIVILEGES);
  return {
    roles: grantees.map(([name]) => ({ name, login: true })),
    grants: grantees.flatMap(([role, privileges]) => [
      ...SCHEMAS.map((name) => ({ role, privileges: ["USAGE"], object: { type: "schema", name } })),
      ...tables.map(({ schema, name }) => ({ role, privileges, object: { type: "table", schema, name } })),
    ]),
    default_privileges: SCHEMAS.map((schema) => ({
      owner: ROLES.owner,
      schema,
      grant: grantees.map(([role, privileges]) => ({ role, privileges, on_type: "table" })),
    })),
  };
}

async function grantable(fixture: Fixture): Promise<{ schema: string; name: string }[]> {
  return withSession(fixture.settings(BARE), (session) =>
    session.query(
      `SELECT n.nspname AS schema, c.relname AS name
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1) ORDER BY c.oid`,
      [SCHEMAS],
    ),
  );
}

/** Builds it with cargo, which takes minutes. @returns why it is not there */
async function install(
  home: string,
  program: string,
  say: (line: string) => void,
): Promise<string | undefined> {
  if (existsSync(program)) return undefined;
  try {
    await runProcess("cargo", ["--version"]);
  } catch {
    return "no Rust toolchain";
  }
  say(`building ${CRATE} ${VERSION} into ${home}: some minutes, once`);
  mkdirSync(home, { recursive: true });
  try {
    await runProcess("cargo", [
      "install",
      "--quiet",
      "--locked",
      "--version",
      VERSION,
      "--root",
      home,
      CRATE,
    ]);
  } catch {
    return "cargo could not build it";
  }
  return undefined;
}
