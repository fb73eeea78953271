import type { ObjectKind, ObjectName } from "../model/objects";
import { quoteIdentifier } from "./quote";
import { quoteObject } from "./target";

/** The words of ALTER for each kind that has an owner of its own. */
const ALTER_WORD: Readonly<Record<Exclude<ObjectKind, "column" | "parameter">, string>> = {
  database: "DATABASE",
  schema: "SCHEMA",
  table: "TABLE",
  "foreign table": "FOREIGN TABLE",
  view: "VIEW",
  "materialized view": "MATERIALIZED VIEW",
  sequence: "SEQUENCE",
  function: "ROUTINE",
  procedure: "ROUTINE",
  aggregate: "ROUTINE",
  type: "TYPE",
  domain: "DOMAIN",
  language: "LANGUAGE",
  "foreign-data wrapper": "FOREIGN DATA WRAPPER",
  "foreign server": "SERVER",
  "large object": "LARGE OBJECT",
  tablespace: "TABLESPACE",
};

/**
 * `ALTER kind … OWNER TO …`. Throws a `RangeError` for columns, which have the owner of their relation, and for
 * parameters, which have none. The sequence of a serial column follows its table, and PostgreSQL refuses it here.
 */
export function alterOwner(object: ObjectName, owner: string): string {
  if (object.kind === "column" || object.kind === "parameter")
    throw new RangeError(`a ${object.kind} has no owner of its own`);
  return `ALTER ${ALTER_WORD[object.kind]} ${quoteObject(object)} OWNER TO ${quoteIdentifier(owner)}`;
}
