import { accessSync, constants, existsSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { withSession } from "../../postgres/connect/session";
import { parseAccess } from "../../postgres/plan/parse-access";
import { planAccess } from "../../postgres/plan/plan-access";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { type Finished, runProcess, type Sample } from "../measure";
import { declareAccess, declareRowSecurity, type Fixture, SCHEMAS, TABLE_PRIVILEGES } from "./fixture";

/**
 * All that a check must know of the tables, in one statement: owner, privileges, switches, and the policies with their
 * expressions, whose printing by `pg_get_expr` is most of the cost.
 */
const BARE_QUERY = `
SELECT n.nspname, c.relname, c.relkind, c.relispartition, pg_catalog.pg_get_userbyid(c.relowner), c.relacl::text,
       c.relrowsecurity, c.relforcerowsecurity,
       ARRAY(SELECT ROW(p.polname, p.polpermissive, p.polcmd, p.polroles::pg_catalog.regrole[],
                        pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                        pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))::text
               FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname IN (${SCHEMAS.map((schema) => `'${schema}'`).join(", ")})`;

/** What one program can at best: `psql`, over the same kind of connection. */
export interface Psql {
  /** Start and login alone. */
  login(database: string): Promise<Sample>;
  /** The bare catalog query: the whole program, and the query alone as psql's own clock has it. */
  query(database: string): Promise<{ readonly whole: Sample; readonly inside: Sample }>;
  /** A script in one transaction. */
  script(database: string, statements: readonly string[]): Promise<Sample>;
  /** A file as it is. */
  file(database: string, path: string): Promise<Finished>;
}

/** `undefined` where the machine has no psql. */
export function findPsql(fixture: Fixture, folder: string): Psql | undefined {
  const program = locate();
  if (program === undefined) return undefined;
  const run = (database: string, args: readonly string[]) =>
    runProcess(program, ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", ...args], {
      env: environment(fixture, database),
    });
  const query = join(folder, "query.sql");
  writeFileSync(query, `\\timing on\n${BARE_QUERY};\n`);
  return {
    login: (database) => run(database, ["-c", "SELECT 1"]),
    query: async (database) => {
      const whole = await run(database, ["-f", query]);
      const milliseconds = /^Time: ([0-9.]+) ms/m.exec(whole.stdout)?.[1];
      return { whole, inside: { seconds: Number(milliseconds) / 1000 } };
    },
    script: (database, statements) => {
      const file = join(folder, "script.sql");
      writeFileSync(file, `${statements.join(";\n")};\n`);
      return run(database, ["-1", "-f", file]);
    },
    file: (database, path) => run(database, ["-f", path]),
  };
}

/** libpq's variables for a database of the fixture. */
export function environment(fixture: Fixture, database: string): NodeJS.ProcessEnv {
  const { host, port, user, password } = fixture.settings(database);
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password ?? "",
    PGDATABASE: database,
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: fixture.caFile,
  };
}

/** Debian's `psql` is a script that looks for the newest real one, and takes longer for that than psql needs to log in. */
function locate(): string | undefined {
  const found = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "psql"))
    .find(isProgram);
  if (found === undefined || basename(realpathSync(found)) !== "pg_wrapper") return found;
  const majors = "/usr/lib/postgresql";
  const real = existsSync(majors)
    ? readdirSync(majors)
        .sort((a, b) => Number(b) - Number(a))
        .map((major) => join(majors, major, "bin", "psql"))
        .find(isProgram)
    : undefined;
  return real ?? found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The same end state as SQL. */
export interface Scripts {
  /** One statement for each table and each thing. */
  readonly single: readonly string[];
  /** Many tables in one GRANT, both switches in one ALTER TABLE. A policy has a statement of its own either way. */
  readonly compacted: readonly string[];
}

/** What differs is written by hand; the rest, policies and the few statements on other objects, is what our plan has left after that. */
export async function writeScripts(fixture: Fixture, database: string): Promise<Scripts> {
  return withSession(fixture.settings(database), async (session) => {
    const tables = await session.query<{ name: string; partition: boolean }>(
      `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, c.relispartition AS partition
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1) ORDER BY c.oid`,
      [SCHEMAS],
    );
    const granted = tables.filter(({ partition }) => !partition).map(({ name }) => name);
    const grant = (on: string) =>
      Object.entries(TABLE_PRIVILEGES).map(
        ([role, privileges]) => `GRANT ${privileges.join(", ")} ON TABLE ${on} TO ${role}`,
      );
    const compact = [
      ...grant(granted.join(", ")),
      ...tables.map(({ name }) => `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`),
    ];
    await session.query("BEGIN");
    for (const statement of compact) await session.query(statement);
    const model = await readDatabaseModel(session, { schemas: SCHEMAS, columns: true });
    await session.query("ROLLBACK");
    const access = parseAccess(declareAccess(database)).intent;
    const rowSecurity = parseRowSecurity(declareRowSecurity(database)).intent;
    if (access === undefined || rowSecurity === undefined) throw new Error("the declaration is wrong");
    const rest = [
      ...planAccess(access, model).statements,
      ...planRowSecurity(rowSecurity, model).statements,
    ].map(({ sql }) => sql);
    return {
      single: [
        ...granted.flatMap(grant),
        ...tables.flatMap(({ name }) =>
          ["ENABLE", "FORCE"].map((what) => `ALTER TABLE ${name} ${what} ROW LEVEL SECURITY`),
        ),
        ...rest,
      ],
      compacted: [...compact, ...rest],
    };
  });
}
