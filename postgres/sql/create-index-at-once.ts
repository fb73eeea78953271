import type { ObjectName } from "../model/objects";
import { quoteIdentifier } from "./quote";
import { quoteObject } from "./target";

/**
 * `CREATE INDEX ON table (columns)`, under a name that the server chooses. Writers wait until the transaction ends, so it
 * is for small tables only.
 */
export function createIndexAtOnce(table: ObjectName, columns: readonly string[]): string {
  return `CREATE INDEX ON ${quoteObject(table)} (${columns.map(quoteIdentifier).join(", ")})`;
}
