import { PUBLIC } from "../postgres/model/acl";
import { type PrivilegeSet, privilegeNames } from "../postgres/model/privileges";
import { displayIdentifier, identifierProblem, visibleIdentifier } from "../postgres/sql/quote";
import type { ObjectRef } from "./facts/object-ref";

/** Statements for people to read in a fix. Nothing here is ever executed. */

/** A name as it stands in a statement, on one line whatever it holds. A name that PostgreSQL cannot hold is shown as it is. */
export function sqlName(name: string): string {
  return identifierProblem(name) === undefined ? visibleIdentifier(name) : displayIdentifier(name);
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
  column: "TABLE",
  "foreign-data wrapper": "FOREIGN DATA WRAPPER",
};

/** Kinds that GRANT cannot name as a whole: each object is named by itself. */
const ONE_BY_ONE: ReadonlySet<string> = new Set([
  "database",
  "schema",
  "type",
  "domain",
  "column",
  "language",
  "foreign-data wrapper",
  "foreign server",
  "large object",
  "tablespace",
  "parameter",
]);

/** An object as it stands behind ON: `TABLE "app"."orders"`, `ALL TABLES IN SCHEMA "app"`. */
export function sqlObject(ref: ObjectRef): string {
  const word = WORDS[ref.kind] ?? ref.kind.toUpperCase();
  if (ref.name === undefined)
    return ONE_BY_ONE.has(ref.kind)
      ? `${word} …`
      : `ALL ${word}S IN SCHEMA ${sqlName(ref.schema ?? "public")}`;
  if (ref.kind === "large object") return `${word} ${ref.name}`;
  if (ref.kind === "parameter") return `${word} ${ref.name.split(".").map(sqlName).join(".")}`;
  const name = ref.schema === undefined ? sqlName(ref.name) : `${sqlName(ref.schema)}.${sqlName(ref.name)}`;
  return ref.args === undefined ? `${word} ${name}` : `${word} ${name}(${ref.args})`;
}

/** A table's qualified name. */
export function sqlTable(ref: ObjectRef): string {
  return ref.schema === undefined
    ? sqlName(ref.name ?? "")
    : `${sqlName(ref.schema)}.${sqlName(ref.name ?? "")}`;
}

/** `SELECT, UPDATE`; of a column `SELECT ("email"), UPDATE ("email")`, because GRANT names the columns behind each privilege. */
export function sqlPrivileges(privileges: PrivilegeSet, { kind, column }: ObjectRef): string {
  const columns = kind === "column" ? ` (${column === undefined ? "…" : sqlName(column)})` : "";
  return privilegeNames(privileges)
    .map((name) => `${name}${columns}`)
    .join(", ");
}

/** `REVOKE SELECT ON TABLE "app"."orders" FROM PUBLIC;` */
export function revokeText(privileges: PrivilegeSet, ref: ObjectRef, grantee: string): string {
  return `REVOKE ${sqlPrivileges(privileges, ref)} ON ${sqlObject(ref)} FROM ${sqlGrantee(grantee)};`;
}
