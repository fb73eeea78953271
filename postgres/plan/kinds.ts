import type { ObjectKind, SecuredObject } from "../model/objects";
import { type Privilege, type PrivilegeSet, privilegeSet } from "../model/privileges";

/** The kinds that a schema's privileges tell apart: property names of a declaration. */
export const SCHEMA_KINDS = [
  "schema",
  "tables",
  "views",
  "materializedViews",
  "foreignTables",
  "sequences",
  "functions",
  "securityDefinerFunctions",
  "types",
] as const;

/** All kinds that a grant can name: those of schemas, and what lies in none. */
export const GRANT_KINDS = [
  ...SCHEMA_KINDS,
  "database",
  "languages",
  "foreignDataWrappers",
  "foreignServers",
  "largeObjects",
  "tablespaces",
  "parameters",
] as const;

/** See {@link SCHEMA_KINDS}. */
export type SchemaKind = (typeof SCHEMA_KINDS)[number];

/** See {@link GRANT_KINDS}. */
export type GrantKind = (typeof GRANT_KINDS)[number];

const TABLE_PRIVILEGES: readonly Privilege[] = [
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "TRUNCATE",
  "REFERENCES",
  "TRIGGER",
  "MAINTAIN",
];

/** The privileges that each kind can carry (GRANT's reference page; MAINTAIN came with PostgreSQL 17). */
export const PRIVILEGES_OF_KIND: Readonly<Record<GrantKind, readonly Privilege[]>> = {
  database: ["CONNECT", "TEMPORARY", "CREATE"],
  schema: ["USAGE", "CREATE"],
  tables: TABLE_PRIVILEGES,
  views: TABLE_PRIVILEGES,
  materializedViews: TABLE_PRIVILEGES,
  foreignTables: TABLE_PRIVILEGES,
  sequences: ["USAGE", "SELECT", "UPDATE"],
  functions: ["EXECUTE"],
  securityDefinerFunctions: ["EXECUTE"],
  types: ["USAGE"],
  languages: ["USAGE"],
  foreignDataWrappers: ["USAGE"],
  foreignServers: ["USAGE"],
  largeObjects: ["SELECT", "UPDATE"],
  tablespaces: ["CREATE"],
  parameters: ["SET", "ALTER SYSTEM"],
};

/** The privileges that a single column can carry. */
export const COLUMN_PRIVILEGES: readonly Privilege[] = ["SELECT", "INSERT", "UPDATE", "REFERENCES"];

/** The kinds whose objects have columns. */
export const RELATION_KINDS: ReadonlySet<GrantKind> = new Set<GrantKind>([
  "tables",
  "views",
  "materializedViews",
  "foreignTables",
]);

/** The bit of MAINTAIN, which only servers from 17 on know. */
export const MAINTAIN: PrivilegeSet = privilegeSet(["MAINTAIN"]);

const KIND_OF_OBJECT: Readonly<Record<ObjectKind, GrantKind>> = {
  database: "database",
  schema: "schema",
  table: "tables",
  view: "views",
  "materialized view": "materializedViews",
  "foreign table": "foreignTables",
  sequence: "sequences",
  function: "functions",
  procedure: "functions",
  aggregate: "functions",
  type: "types",
  domain: "types",
  // Of its relation; see grantKindOf.
  column: "tables",
  language: "languages",
  "foreign-data wrapper": "foreignDataWrappers",
  "foreign server": "foreignServers",
  "large object": "largeObjects",
  tablespace: "tablespaces",
  parameter: "parameters",
};

/** Which property of a declaration speaks about this object; for a column, that of its relation. */
export function grantKindOf(object: SecuredObject): GrantKind {
  if (object.securityDefiner === true) return "securityDefinerFunctions";
  return KIND_OF_OBJECT[object.kind === "column" ? (object.relationKind ?? "table") : object.kind];
}

/** Every property of a declaration that can speak about objects of this kind. */
export function grantKindsOf(kind: ObjectKind): readonly GrantKind[] {
  if (kind === "column") return [...RELATION_KINDS];
  const found = KIND_OF_OBJECT[kind];
  return found === "functions" ? ["functions", "securityDefinerFunctions"] : [found];
}

/** One object of a kind, as a sentence names it: `a schema`, `tables`. */
export function wordOf(kind: GrantKind): string {
  const words: Readonly<Partial<Record<GrantKind, string>>> = {
    database: "a database",
    schema: "a schema",
    materializedViews: "materialized views",
    foreignTables: "foreign tables",
    securityDefinerFunctions: "SECURITY DEFINER functions",
    foreignDataWrappers: "foreign-data wrappers",
    foreignServers: "foreign servers",
    largeObjects: "large objects",
  };
  return words[kind] ?? kind;
}
