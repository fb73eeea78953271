import type { ObjectKind, ObjectName } from "../model/objects";
import { quoteIdentifier } from "./quote";
import { quoteObject } from "./target";

/** The kinds that ALTER … OWNER TO knows, with its word for each. Columns have the owner of their relation, parameters none. */
const WORD: Readonly<Partial<Record<ObjectKind, string>>> = {
  database: "DATABASE",
  schema: "SCHEMA",
  table: "TABLE",
  "foreign table": "FOREIGN TABLE",
  view: "VIEW",
  "materialized view": "MATERIALIZED VIEW",
  sequence: "SEQUENCE",
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "AGGREGATE",
  type: "TYPE",
  domain: "DOMAIN",
  language: "LANGUAGE",
  "foreign-data wrapper": "FOREIGN DATA WRAPPER",
  "foreign server": "SERVER",
  "large object": "LARGE OBJECT",
  tablespace: "TABLESPACE",
};

/** `ALTER kind object OWNER TO role`. Throws a `RangeError` for a kind that has no owner of its own. */
export function alterOwner(object: ObjectName, owner: string): string {
  const word = WORD[object.kind];
  if (word === undefined) throw new RangeError(`a ${object.kind} has no owner of its own`);
  return `ALTER ${word} ${quoteObject(object)} OWNER TO ${quoteIdentifier(owner)}`;
}
