import type { Session } from "../../connect/session";
import { quoteIdentifier } from "../../sql/quote";
import type { GrantKind, SchemaKind } from "../kinds";
import type { RandomObject, RandomRoles } from "./random-scene";

/** The kinds of what lies in no schema. */
export type OutsideKind = Exclude<GrantKind, SchemaKind>;

/** The area of a declaration's `modes` that speaks about a kind. */
export const AREA_OF_KIND: Readonly<Record<OutsideKind, string>> = {
  database: "database",
  languages: "languages",
  foreignDataWrappers: "foreignDataWrappers",
  foreignServers: "foreignServers",
  largeObjects: "largeObjects",
  tablespaces: "cluster",
  parameters: "cluster",
};

/** Of these other tests have some on the same server, so a rule names them. */
export const SHARED: ReadonlySet<string> = new Set<OutsideKind>(["tablespaces", "parameters"]);

/** What foreign tables belong to. */
export const FOREIGN_SERVER = "random server";
const WRAPPER = "random wrapper";
const LANGUAGE = 'random "language"';

/** Whether an object lies in no schema. */
export function isOutside(kind: RandomObject["kind"]): kind is OutsideKind {
  return kind in AREA_OF_KIND;
}

/**
 * What lies in no schema: every case has all of it. Of what only a superuser can own, and of tablespaces, none where the
 * managing role is no superuser. `place` is a name that nobody else uses.
 */
export function outsideObjects(
  database: string,
  place: string,
  { manager }: RandomRoles,
  major: number,
): RandomObject[] {
  const made = (kind: OutsideKind, name: string): RandomObject => ({ kind, name, form: 0, strange: false });
  return [
    made("database", database),
    made("languages", LANGUAGE),
    made("foreignServers", FOREIGN_SERVER),
    made("largeObjects", "4711"),
    made("largeObjects", "4712"),
    ...(manager === undefined
      ? [made("foreignDataWrappers", WRAPPER), made("tablespaces", `${place}_space`)]
      : []),
    ...(manager === undefined && major >= 15 ? [made("parameters", `${place}.setting`)] : []),
  ];
}

/** Makes what stays from case to case: the wrapper and the tablespace, and the owner of the database. */
export async function createPlace(
  session: Session,
  outside: readonly RandomObject[],
  { owner }: RandomRoles,
): Promise<void> {
  await session.query(`CREATE FOREIGN DATA WRAPPER ${quoteIdentifier(WRAPPER)}`);
  for (const { kind, name } of outside) {
    if (kind === "database")
      await session.query(`ALTER DATABASE ${quoteIdentifier(name)} OWNER TO ${quoteIdentifier(owner)}`);
    if (kind !== "tablespaces") continue;
    await session.query("SET allow_in_place_tablespaces = on");
    await session.query(
      `CREATE TABLESPACE ${quoteIdentifier(name)} OWNER ${quoteIdentifier(owner)} LOCATION ''`,
    );
  }
}

/** Removes what is the whole server's. */
export async function dropPlace(session: Session, outside: readonly RandomObject[]): Promise<void> {
  for (const { kind, name } of outside)
    if (kind === "tablespaces") await session.query(`DROP TABLESPACE ${quoteIdentifier(name)}`);
}

/** Makes what goes with its owner after each case. */
export async function createOutside(session: Session, { owner }: RandomRoles): Promise<void> {
  const who = quoteIdentifier(owner);
  await session.query(
    [
      `CREATE SERVER ${quoteIdentifier(FOREIGN_SERVER)} FOREIGN DATA WRAPPER ${quoteIdentifier(WRAPPER)}`,
      `ALTER SERVER ${quoteIdentifier(FOREIGN_SERVER)} OWNER TO ${who}`,
      `CREATE TRUSTED LANGUAGE ${quoteIdentifier(LANGUAGE)} HANDLER plpgsql_call_handler`,
      `ALTER LANGUAGE ${quoteIdentifier(LANGUAGE)} OWNER TO ${who}`,
      "SELECT lo_create(4711), lo_create(4712)",
      `ALTER LARGE OBJECT 4711 OWNER TO ${who}`,
      `ALTER LARGE OBJECT 4712 OWNER TO ${who}`,
    ].join(";"),
  );
}

/** After DROP OWNED: what PUBLIC and the owner have is as at first on what stays, and so are the database's settings. */
export async function resetOutside(
  session: Session,
  outside: readonly RandomObject[],
  { owner, manager }: RandomRoles,
): Promise<void> {
  const statements = ["GRANT USAGE ON LANGUAGE plpgsql, sql TO PUBLIC"];
  for (const { kind, name } of outside) {
    const quoted = quoteIdentifier(name);
    if (kind === "database")
      statements.push(
        `ALTER DATABASE ${quoted} OWNER TO ${quoteIdentifier(owner)}`,
        `ALTER DATABASE ${quoted} RESET ALL`,
        `ALTER DATABASE ${quoted} CONNECTION LIMIT -1`,
        `REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC`,
        `GRANT CONNECT, TEMPORARY ON DATABASE ${quoted} TO PUBLIC`,
        `GRANT ALL ON DATABASE ${quoted} TO ${quoteIdentifier(owner)}`,
        ...(manager === undefined
          ? []
          : [`GRANT CONNECT ON DATABASE ${quoted} TO ${quoteIdentifier(manager)}`]),
      );
    if (kind === "foreignDataWrappers")
      statements.push(`REVOKE ALL ON FOREIGN DATA WRAPPER ${quoted} FROM PUBLIC`);
    if (kind === "tablespaces")
      statements.push(
        `REVOKE ALL ON TABLESPACE ${quoted} FROM PUBLIC`,
        `GRANT ALL ON TABLESPACE ${quoted} TO ${quoteIdentifier(owner)}`,
      );
    if (kind === "parameters") statements.push(`REVOKE ALL ON PARAMETER ${name} FROM PUBLIC`);
  }
  await session.query(statements.join(";"));
}
