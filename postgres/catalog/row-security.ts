import type { Column } from "../model/objects";
import type { Policy } from "../model/row-security";
import { quoteTextArray } from "../sql/quote";
import type { Batch } from "./batch";
import { policiesFrom, policiesQuery } from "./policies";
import { isUsableIndex } from "./tenancy/keys";

/** What is read about relations beside their privileges. Keyed by the relation's OID. */
export interface RelationDetails {
  readonly policies: ReadonlyMap<number, readonly Policy[]>;
  readonly columns: ReadonlyMap<number, readonly Column[]>;
  /** Relation → leading key column of each usable index. */
  readonly leadingIndexColumns: ReadonlyMap<number, readonly (string | null)[]>;
  /** View → OIDs of the relations that its query names. */
  readonly reads: ReadonlyMap<number, readonly number[]>;
  /** Table → OIDs of the tables that it is a partition of or inherits from, in their order. */
  readonly parents: ReadonlyMap<number, readonly number[]>;
  /** Relation → number of a column (`attnum`) → its name. */
  readonly attributes: ReadonlyMap<number, ReadonlyMap<number, string>>;
}

/**
 * Adds the queries for {@link RelationDetails} to a batch. Temporary and system relations are left out. The function it
 * returns makes the details of the rows, once the batch has run; `indexes` gives the rows of {@link indexesQuery}, which
 * are in the same batch.
 */
export function addDetails(
  batch: Batch,
  schemas: readonly string[] | undefined,
  version: number,
  indexes: () => readonly unknown[][],
): (roleName: (oid: number) => string) => RelationDetails {
  const scope = `c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'${
    schemas === undefined ? "" : ` AND n.nspname = ANY (${quoteTextArray(schemas)})`
  }`;
  const policies = batch.add(policiesQuery(scope, version), { first: true });
  const columns = batch.add(
    // Tables of the same columns in one row: thousands of them are mostly of a few kinds, and to print a column and to read
    // it again costs more than to find it equal.
    `WITH relation AS MATERIALIZED (
       SELECT a.attrelid, pg_catalog.array_agg(
                ROW(a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull)::text ORDER BY a.attnum) AS columns
         FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND ${scope}
        GROUP BY a.attrelid)
     SELECT pg_catalog.array_to_string(s.relations, ' '), (
              SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
                       a.attnum, a.attname, pg_catalog.quote_ident(a.attname),
                       pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull) ORDER BY a.attnum)::text
                FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = s.relations[1] AND a.attnum > 0 AND NOT a.attisdropped)
       FROM (SELECT pg_catalog.array_agg(attrelid) AS relations FROM relation GROUP BY columns) s`,
    { beside: true },
  );
  const reads = batch.add(
    `SELECT DISTINCT r.ev_class, d.refobjid
       FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
      WHERE c.relkind IN ('v', 'm') AND d.refclassid = 'pg_catalog.pg_class'::regclass
        AND d.refobjid <> r.ev_class AND ${scope}`,
  );
  const parents = batch.add(
    `SELECT i.inhrelid, i.inhparent
       FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'f') AND ${scope}
      ORDER BY i.inhrelid, i.inhseqno`,
    { beside: true },
  );
  // Sorted here, relation by relation: the server would sort all rows by all of their fields.
  return (roleName) => {
    const ofRelation = new Map<number, Column[]>();
    const attributes = new Map<number, ReadonlyMap<number, string>>();
    const leadingIndexColumns = new Map<number, (string | null)[]>();
    const usable = indexes().filter((row) => isUsableIndex(row));
    const keys = grouped(usable, (row) => Number.parseInt(row[2] as string, 10));
    for (const [relations, text] of columns()) {
      const list = JSON.parse(text as string) as [number, string, string, string, boolean][];
      const same = list.map(([, name, printed, type, notNull]) => ({ name, printed, type, notNull }));
      const names = new Map(list.map(([number, name]) => [number, name]));
      const nameOf = (key: number) => names.get(key) ?? null;
      for (const oid of (relations as string).split(" ").map(Number)) {
        ofRelation.set(oid, same);
        attributes.set(oid, names);
        const indexed = keys.get(oid);
        if (indexed !== undefined) leadingIndexColumns.set(oid, indexed.map(nameOf));
      }
    }
    return {
      policies: policiesFrom(policies(), roleName),
      columns: ofRelation,
      leadingIndexColumns,
      reads: grouped(reads(), (row) => row[1] as number),
      parents: grouped(parents(), (row) => row[1] as number),
      attributes,
    };
  };
}

/** The rows' meanings by their first field. */
function grouped<T>(rows: readonly unknown[][], read: (row: readonly unknown[]) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const list = groups.get(row[0] as number);
    if (list === undefined) groups.set(row[0] as number, [read(row)]);
    else list.push(read(row));
  }
  return groups;
}
