import fc from "fast-check";
import type { Session } from "../../connect/session";
import { quoteIdentifier, quoteQualified } from "../../sql/quote";
import { HOSTILE_NAMES } from "../../testing/hostile-names";
import type { GrantKind } from "../kinds";
import { FOREIGN_SERVER, isOutside } from "./random-outside";

/** Roles of a property run: the owner of everything, another owner, and five that are granted things. */
export interface RandomRoles {
  /** Who makes the updates, where that is no superuser. */
  readonly manager?: string;
  readonly owner: string;
  readonly other: string;
  readonly members: readonly string[];
}

/** One object: of a random schema, or of those that lie in none. */
export interface RandomObject {
  readonly kind: Exclude<GrantKind, "schema">;
  readonly name: string;
  /** Functions are also procedures and aggregates, types also domains: which of them, by number. */
  readonly form: number;
  /** A partition of the object with this name. */
  readonly parent?: string;
  /** Whether the other owner owns it at first. */
  readonly strange: boolean;
  /** Whether the owner makes it only where somebody asks: it shows what default privileges give. */
  readonly toCome?: boolean;
}

/** What all cases of a run share. */
export interface RandomPlace {
  readonly major: number;
  readonly roles: RandomRoles;
  /** What lies in no schema: every case has all of it. */
  readonly outside: readonly RandomObject[];
}

/** The columns of every relation. */
export const COLUMNS = ["id", "odd column", 'q"c'] as const;

const KINDS = [
  "tables",
  "tables",
  "views",
  "materializedViews",
  "foreignTables",
  "sequences",
  "functions",
  "functions",
  "securityDefinerFunctions",
  "types",
] as const;

/** A handful of objects with names of all sorts, some tables with a partition. */
export const randomObjects: fc.Arbitrary<RandomObject[]> = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      name: fc.constantFrom("orders", "audit_log", "audit_rows", "users", ...HOSTILE_NAMES),
      form: fc.nat({ max: 2 }),
      strange: fc.boolean(),
      partitioned: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6, selector: ({ name }) => name },
  )
  .map((items) =>
    items.flatMap(({ partitioned, ...object }, index) =>
      object.kind === "tables" && partitioned
        ? [
            { ...object, partitioned },
            { ...object, name: `part ${index}`, parent: object.name },
          ]
        : [object],
    ),
  );

/** Makes the schema and its objects. */
export async function createScene(
  session: Session,
  schema: string,
  objects: readonly RandomObject[],
  roles: RandomRoles,
): Promise<void> {
  await session.query(
    `CREATE SCHEMA ${quoteIdentifier(schema)} AUTHORIZATION ${quoteIdentifier(roles.owner)}`,
  );
  for (const object of objects) {
    for (const statement of creation(schema, object, objects)) await session.query(statement);
    const owner = quoteIdentifier(object.strange ? roles.other : roles.owner);
    await session.query(`ALTER ${wordOf(object.kind)} ${target(schema, object)} OWNER TO ${owner}`);
  }
}

/** An object as GRANT names it, without its word. */
export function target(schema: string, { kind, name }: RandomObject): string {
  if (kind === "largeObjects") return name;
  if (kind === "parameters") return name.split(".").map(quoteIdentifier).join(".");
  if (isOutside(kind)) return quoteIdentifier(name);
  const routine = kind === "functions" || kind === "securityDefinerFunctions";
  return `${quoteQualified(schema, name)}${routine ? "(integer)" : ""}`;
}

const WORDS_OUTSIDE: Readonly<Partial<Record<RandomObject["kind"], string>>> = {
  database: "DATABASE",
  languages: "LANGUAGE",
  foreignDataWrappers: "FOREIGN DATA WRAPPER",
  foreignServers: "FOREIGN SERVER",
  largeObjects: "LARGE OBJECT",
  tablespaces: "TABLESPACE",
  parameters: "PARAMETER",
};

/** GRANT's word for a kind. */
export function grantWordOf(kind: RandomObject["kind"]): string {
  const outside = WORDS_OUTSIDE[kind];
  if (outside !== undefined) return outside;
  if (kind === "sequences") return "SEQUENCE";
  if (kind === "functions" || kind === "securityDefinerFunctions") return "ROUTINE";
  return kind === "types" ? "TYPE" : "TABLE";
}

/** Whether a kind has columns. */
export function isRelation(kind: RandomObject["kind"]): boolean {
  return kind === "tables" || kind === "views" || kind === "materializedViews" || kind === "foreignTables";
}

/** ALTER's word for a kind. */
export function wordOf(kind: RandomObject["kind"]): string {
  if (kind === "views") return "VIEW";
  if (kind === "foreignTables") return "FOREIGN TABLE";
  return kind === "materializedViews" ? "MATERIALIZED VIEW" : grantWordOf(kind);
}

function creation(schema: string, object: RandomObject, all: readonly RandomObject[]): string[] {
  const name = quoteQualified(schema, object.name);
  const columns = COLUMNS.map((column) => `${quoteIdentifier(column)} int`).join(", ");
  const select = `SELECT ${COLUMNS.map((column) => `1 AS ${quoteIdentifier(column)}`).join(", ")}`;
  switch (object.kind) {
    case "tables": {
      if (object.parent !== undefined)
        return [`CREATE TABLE ${name} PARTITION OF ${quoteQualified(schema, object.parent)} DEFAULT`];
      const partitioned = all.some(({ parent }) => parent === object.name);
      return [`CREATE TABLE ${name} (${columns})${partitioned ? ' PARTITION BY LIST ("id")' : ""}`];
    }
    case "views":
      return [`CREATE VIEW ${name} AS ${select}`];
    case "materializedViews":
      return [`CREATE MATERIALIZED VIEW ${name} AS ${select}`];
    case "sequences":
      return [`CREATE SEQUENCE ${name}`];
    case "foreignTables":
      return [`CREATE FOREIGN TABLE ${name} (${columns}) SERVER ${quoteIdentifier(FOREIGN_SERVER)}`];
    case "types":
      return [object.form === 0 ? `CREATE DOMAIN ${name} AS int` : `CREATE TYPE ${name} AS ENUM ('a')`];
    case "securityDefinerFunctions":
      return [`CREATE FUNCTION ${name}(integer) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`];
    case "functions":
      return [
        [
          `CREATE FUNCTION ${name}(integer) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
          `CREATE PROCEDURE ${name}(integer) LANGUAGE sql AS 'SELECT 1'`,
          `CREATE AGGREGATE ${name}(integer) (SFUNC = pg_catalog.int4pl, STYPE = integer)`,
        ][object.form] ?? "",
      ];
    default:
      throw new Error(`${object.kind} lie in no schema`);
  }
}
