import type { ObjectKind, SecuredObject } from "../model/objects";
import { type Privilege, type PrivilegeSet, privilegeSet } from "../model/privileges";
import type { AccessMode } from "./words";

/** The kinds that a declaration tells apart: the property names of a schema's privileges. */
export const GRANT_KINDS = [
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
export const PRIVILEGES_OF_KIND: Readonly<Record<GrantKind | "database", readonly Privilege[]>> = {
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
};

/** The bit of MAINTAIN, which only servers from 17 on know. */
export const MAINTAIN: PrivilegeSet = privilegeSet(["MAINTAIN"]);

/** A checked declaration of one database's access: names resolved, privileges as sets. */
export interface AccessIntent {
  readonly database: string;
  readonly owner: string;
  readonly mode: AccessMode;
  readonly databaseGrants: ReadonlyMap<string, PrivilegeSet>;
  readonly schemas: ReadonlyMap<string, SchemaIntent>;
  /** Role → setting → value. */
  readonly settings: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** The declared access of one schema. */
export interface SchemaIntent {
  readonly mode: AccessMode;
  /** Grantee → kind → privileges. PUBLIC is the empty string. */
  readonly grants: ReadonlyMap<string, Readonly<Partial<Record<GrantKind, PrivilegeSet>>>>;
  readonly future: boolean;
  readonly viewsRunAs: "owner" | "invoker";
}

const KIND_OF_OBJECT: Readonly<Partial<Record<ObjectKind, GrantKind>>> = {
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
};

/** Which property of a declaration speaks about this object. */
export function grantKindOf(object: SecuredObject): GrantKind | undefined {
  if (object.kind === "database") return undefined;
  if (object.securityDefiner === true) return "securityDefinerFunctions";
  return KIND_OF_OBJECT[object.kind];
}

/** Every role that a declaration names, the owner included, sorted. */
export function declaredRoles(intent: AccessIntent): string[] {
  const names = new Set<string>([intent.owner, ...intent.databaseGrants.keys(), ...intent.settings.keys()]);
  for (const schema of intent.schemas.values())
    for (const grantee of schema.grants.keys()) names.add(grantee);
  names.delete("");
  return [...names].sort();
}
