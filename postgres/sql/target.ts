import { PUBLIC } from "../model/acl";
import type { ObjectKind, ObjectName } from "../model/objects";
import { quoteIdentifier, quoteQualified, quoteSetting } from "./quote";

/** The word that GRANT and REVOKE use for a kind. Views, materialized views and foreign tables are TABLEs there. */
const GRANT_WORD: Readonly<Record<ObjectKind, string>> = {
  database: "DATABASE",
  schema: "SCHEMA",
  table: "TABLE",
  "foreign table": "TABLE",
  view: "TABLE",
  "materialized view": "TABLE",
  sequence: "SEQUENCE",
  // ROUTINE covers functions, aggregates and procedures alike.
  function: "ROUTINE",
  procedure: "ROUTINE",
  aggregate: "ROUTINE",
  type: "TYPE",
  // TYPE takes domains too, so that both share a statement.
  domain: "TYPE",
  column: "TABLE",
  language: "LANGUAGE",
  "foreign-data wrapper": "FOREIGN DATA WRAPPER",
  "foreign server": "FOREIGN SERVER",
  "large object": "LARGE OBJECT",
  tablespace: "TABLESPACE",
  parameter: "PARAMETER",
};

/** The word for a kind in GRANT and REVOKE. Objects with the same word can share one statement. */
export function grantWord(kind: ObjectKind): string {
  return GRANT_WORD[kind];
}

/**
 * An object's name as SQL; a column's is that of its relation, a large object's its bare OID. Routine arguments are
 * PostgreSQL's own text, printed by the server under a pinned search_path (already quoted there), never a user's input.
 */
export function quoteObject(object: ObjectName): string {
  if (object.kind === "large object") return largeObject(object.name);
  if (object.kind === "parameter") return quoteSetting(object.name);
  const name =
    object.schema === undefined ? quoteIdentifier(object.name) : quoteQualified(object.schema, object.name);
  return object.args === undefined ? name : `${name}(${object.args})`;
}

function largeObject(oid: string): string {
  if (!/^[1-9][0-9]{0,9}$/.test(oid) || Number(oid) > 0xffffffff)
    throw new RangeError(`a large object is named by its OID, not by ${JSON.stringify(oid)}`);
  return oid;
}

/** A grantee as SQL: the keyword PUBLIC, or a quoted role. */
export function quoteGrantee(grantee: string): string {
  return grantee === PUBLIC ? "PUBLIC" : quoteIdentifier(grantee);
}

/** Grantees as a comma-separated list. */
export function quoteGrantees(grantees: readonly string[]): string {
  if (grantees.length === 0) throw new RangeError("a list of roles must not be empty");
  return grantees.map(quoteGrantee).join(", ");
}
