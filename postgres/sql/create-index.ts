import type { ObjectName } from "../model/objects";
import { quoteIdentifier, quoteQualified } from "./quote";
import { quoteObject } from "./target";

/** What a CREATE INDEX says. */
export interface CreateIndex {
  readonly table: ObjectName;
  readonly name: string;
  readonly columns: readonly string[];
  /** @default false */
  readonly unique?: boolean;
  /**
   * `concurrently` lets others write meanwhile, and cannot be in a transaction. `only` makes the index of a partitioned
   * table alone, which is valid once every partition's is attached.
   */
  readonly how: "concurrently" | "only";
}

/** `CREATE [UNIQUE] INDEX CONCURRENTLY name ON table (columns)`, or `… ON ONLY table …`. */
export function createIndex({ table, name, columns, unique, how }: CreateIndex): string {
  const words = [
    unique === true ? "UNIQUE INDEX" : "INDEX",
    ...(how === "concurrently" ? ["CONCURRENTLY"] : []),
  ];
  const place = how === "only" ? "ONLY " : "";
  const list = columns.map(quoteIdentifier).join(", ");
  return `CREATE ${words.join(" ")} ${quoteIdentifier(name)} ON ${place}${quoteObject(table)} (${list})`;
}

/** `DROP INDEX CONCURRENTLY name`: cannot be in a transaction. */
export function dropIndexConcurrently(schema: string, name: string): string {
  return `DROP INDEX CONCURRENTLY ${quoteQualified(schema, name)}`;
}

/** `ALTER INDEX name ATTACH PARTITION name`: a partition's index becomes part of its parent's. */
export function attachIndex(
  parent: { readonly schema: string; readonly name: string },
  child: { readonly schema: string; readonly name: string },
): string {
  return `ALTER INDEX ${quoteQualified(parent.schema, parent.name)} ATTACH PARTITION ${quoteQualified(child.schema, child.name)}`;
}
