import { PUBLIC } from "../postgres/model/acl";
import { type PrivilegeSet, privilegeNames } from "../postgres/model/privileges";
import { displayIdentifier, identifierProblem, quoteIdentifier } from "../postgres/sql/quote";
import type { ObjectRef } from "./facts/object-ref";

/** Statements for people to read in a fix. Nothing here is ever executed. */

/** A name as it stands in a statement. A name that PostgreSQL cannot hold is shown as it is. */
export function sqlName(name: string): string {
  return identifierProblem(name) === undefined ? quoteIdentifier(name) : displayIdentifier(name);
}

/** A grantee as it stands in a statement. */
export function sqlGrantee(grantee: string): string {
  return grantee === PUBLIC ? "PUBLIC" : sqlName(grantee);
}

const WORDS: Readonly<Record<string, string>> = {
  database: "DATABASE",
  schema: "SCHEMA",
  table: "TABLE",
  "foreign table": "TABLE",
  view: "TABLE",
  "materialized view": "TABLE",
  sequence: "SEQUENCE",
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "FUNCTION",
  type: "TYPE",
};

/** An object as it stands behind ON: `TABLE "app"."orders"`, `ALL TABLES IN SCHEMA "app"`. */
export function sqlObject(ref: ObjectRef): string {
  const word = WORDS[ref.kind] ?? ref.kind.toUpperCase();
  if (ref.name === undefined) return `ALL ${word}S IN SCHEMA ${sqlName(ref.schema ?? "public")}`;
  const name = ref.schema === undefined ? sqlName(ref.name) : `${sqlName(ref.schema)}.${sqlName(ref.name)}`;
  return ref.args === undefined ? `${word} ${name}` : `${word} ${name}(${ref.args})`;
}

/** A table's qualified name. */
export function sqlTable(ref: ObjectRef): string {
  return ref.schema === undefined
    ? sqlName(ref.name ?? "")
    : `${sqlName(ref.schema)}.${sqlName(ref.name ?? "")}`;
}

/** `REVOKE SELECT ON TABLE "app"."orders" FROM PUBLIC;` */
export function revokeText(privileges: PrivilegeSet, ref: ObjectRef, grantee: string): string {
  return `REVOKE ${privilegeNames(privileges).join(", ")} ON ${sqlObject(ref)} FROM ${sqlGrantee(grantee)};`;
}
