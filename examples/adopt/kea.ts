import { readFileSync } from "node:fs";
import { type Session, withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { quoteLiteral } from "../../postgres/sql/quote";
import { debianPackage, filesBelow } from "./debian-package";

/**
 * Kea, the DHCP server of the Internet Systems Consortium, as Debian packages it: a database that somebody else built,
 * with tables, sequences, triggers and about a hundred functions, all in the schema `public` and all the application's.
 */
export interface Kea {
  /** The script that `kea-admin db-init pgsql` runs. */
  readonly schema: string;
  /** What the package runs to empty a database of its rows. */
  readonly wipe: string;
  /** The statements that the program prepares, read from its own libraries. */
  readonly statements: readonly string[];
}

/** Fetches the two packages that hold it. */
export async function readKea(): Promise<Kea> {
  const scripts = filesBelow(await debianPackage("kea-admin"));
  const libraries = filesBelow(await debianPackage("kea-common")).filter(
    (path) => path.endsWith(".so") || path.includes(".so."),
  );
  const script = (end: string) => {
    const path = scripts.find((one) => one.endsWith(end));
    if (path === undefined) throw new Error(`the package kea-admin holds no ${end}`);
    return readFileSync(path, "utf8");
  };
  return {
    schema: script("pgsql/dhcpdb_create.pgsql"),
    wipe: statementsOfShell(script("pgsql/wipe_data.sh")),
    statements: [...new Set(libraries.flatMap(statementsOfLibrary))],
  };
}

/** What a shell script hands to psql. */
function statementsOfShell(script: string): string {
  const [, sql] = /^psql .*<<EOF\n([\s\S]*?)^EOF$/m.exec(script) ?? [];
  if (sql === undefined) throw new Error("the script hands nothing to psql");
  return sql;
}

/** The texts in a compiled library that are statements with PostgreSQL's parameters; those for MySQL have question marks. */
function statementsOfLibrary(path: string): string[] {
  const texts = readFileSync(path, "latin1").match(/[\t\n\x20-\x7e]{12,}/g) ?? [];
  return texts.filter((text) => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s/i.test(text) && /\$1\b/.test(text));
}

/**
 * Sets Kea up as its documentation says: one role that logs in, owns the database, and creates everything in it. The
 * last upgrade was run by the administrator, as happens.
 */
export async function installKea(
  kea: Kea,
  admin: ConnectionSettings,
  password: string,
): Promise<ConnectionSettings> {
  await withSession(admin, async (session) => {
    await session.query(`CREATE ROLE kea LOGIN PASSWORD ${quoteLiteral(password)}`);
    await session.query("CREATE DATABASE kea OWNER kea");
  });
  const database = { ...admin, database: "kea" };
  const upgrade = kea.schema.lastIndexOf("-- This line starts the schema upgrade");
  if (upgrade < 0) throw new Error("the schema does not tell where its last upgrade begins");
  await withSession(database, async (session) => {
    await session.query("SET search_path = public; SET client_min_messages = warning");
    // A script of one transaction, which the second half ends.
    await session.query("SET ROLE kea");
    await session.query(kea.schema.slice(0, upgrade));
    await session.query("RESET ROLE");
    await session.query(kea.schema.slice(upgrade));
  });
  return database;
}

/** A session as the application has it. */
export function asKea<T>(
  admin: ConnectionSettings,
  password: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return withSession({ ...admin, user: "kea", password, database: "kea" }, async (session) => {
    await session.query("SET search_path = public");
    return work(session);
  });
}
