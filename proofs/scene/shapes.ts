import type { Session } from "../../postgres/connect/session";

/** What a row of one table must look like: everything that making one up needs. */
export interface TableShape {
  readonly oid: number;
  readonly columns: ReadonlyMap<string, ShapeColumn>;
  /** Column lists of unique keys (primary keys, unique constraints and plain unique indexes). */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** Column lists of all indexes that a condition may use (whole tables, plain columns). */
  readonly indexes: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
  /** Bounds of the partitions below, as the server prints them, with the columns of the partition key. */
  readonly bounds: readonly PartitionBound[];
}

/** One column, with what its type comes down to. */
export interface ShapeColumn {
  readonly name: string;
  /** The column's type as `format_type` prints it. */
  readonly type: string;
  /** `pg_type.typname` of the type, below any domain. */
  readonly base: string;
  /** `pg_type.typtype` below any domain: b base, c composite, e enum, r range, m multirange. */
  readonly kind: string;
  readonly isArray: boolean;
  /** `atttypmod` of the column or of its domain; -1 for none. */
  readonly modifier: number;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** True where the default draws from a sequence: leaving it out would use up numbers for good. */
  readonly drawsNumber: boolean;
  /** GENERATED ALWAYS AS (expression): cannot be written. */
  readonly computed: boolean;
  /** The first labels of an enum. */
  readonly labels: readonly string[];
}

/** A foreign key: `columns[i]` refers to `referenced[i]` of the parent. */
export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly parent: number;
  readonly referenced: readonly string[];
}

/** A CHECK constraint, of the table or of a column's domain. */
export interface Check {
  readonly name: string;
  readonly columns: readonly string[];
  readonly definition: string;
}

/** See {@link TableShape.bounds}. */
export interface PartitionBound {
  readonly partition: number;
  /** The partition's own parent, which has the key. */
  readonly parent: number;
  readonly columns: readonly string[];
  readonly bound: string;
}

const USER_TABLES = `c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`;

const NAMES = (relation: string, numbers: string) =>
  `ARRAY(SELECT named.attname::text FROM unnest(${numbers}) WITH ORDINALITY AS numbered(attnum, place)
           JOIN pg_catalog.pg_attribute named ON named.attrelid = ${relation} AND named.attnum = numbered.attnum
          ORDER BY numbered.place)`;

/** Reads the shapes of all tables, keyed by OID. */
export async function readShapes(session: Session): Promise<ReadonlyMap<number, TableShape>> {
  const columns = await readColumns(session);
  const indexes = await readIndexes(session);
  const { foreignKeys, checks } = await readConstraints(session);
  const bounds = await readBounds(session);
  const shapes = new Map<number, TableShape>();
  for (const [oid, list] of columns) {
    shapes.set(oid, {
      oid,
      columns: new Map(list.map((column) => [column.name, column])),
      uniqueKeys: (indexes.get(oid) ?? []).filter(({ unique }) => unique).map((index) => index.columns),
      indexes: (indexes.get(oid) ?? []).filter(({ usable }) => usable).map((index) => index.columns),
      foreignKeys: foreignKeys.get(oid) ?? [],
      checks: checks.get(oid) ?? [],
      bounds: bounds.get(oid) ?? [],
    });
  }
  return shapes;
}

/** From each partition and inheritance child to the table at the top. */
export async function readRoots(session: Session): Promise<ReadonlyMap<number, number>> {
  const rows = await session.rows(
    "SELECT inhrelid::int8::text, inhparent::int8::text FROM pg_catalog.pg_inherits",
  );
  const parents = new Map(rows.map((row) => [Number(row[0]), Number(row[1])]));
  const roots = new Map<number, number>();
  for (const child of parents.keys()) {
    let top = child;
    for (let parent = parents.get(top); parent !== undefined; parent = parents.get(top)) top = parent;
    roots.set(child, top);
  }
  return roots;
}

async function readColumns(session: Session): Promise<Map<number, ShapeColumn[]>> {
  const rows = await session.rows(
    `WITH RECURSIVE base AS (
       SELECT t.oid AS domain, t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull FROM pg_catalog.pg_type t
       UNION ALL
       SELECT b.domain, t.oid, t.typtype, t.typbasetype, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE b.typtypmod END,
              b.typnotnull OR t.typnotnull
         FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd')
     SELECT a.attrelid::int8::text, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), t.typname, t.typtype::text,
            t.typcategory = 'A', CASE WHEN a.atttypmod >= 0 THEN a.atttypmod ELSE b.typtypmod END,
            a.attnotnull OR b.typnotnull, d.oid IS NOT NULL OR a.attidentity <> '' OR a.attgenerated <> '',
            a.attidentity <> '' OR coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%', false),
            a.attgenerated <> '',
            ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder LIMIT 2)
       FROM pg_catalog.pg_attribute a
       JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN base b ON b.domain = a.atttypid AND b.typtype <> 'd' JOIN pg_catalog.pg_type t ON t.oid = b.oid
       LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attnum > 0 AND NOT a.attisdropped AND ${USER_TABLES} ORDER BY a.attrelid, a.attnum`,
  );
  return grouped(rows, (row) => ({
    name: row[1] as string,
    type: row[2] as string,
    base: row[3] as string,
    kind: row[4] as string,
    isArray: row[5] as boolean,
    modifier: row[6] as number,
    notNull: row[7] as boolean,
    hasDefault: row[8] as boolean,
    drawsNumber: row[9] as boolean,
    computed: row[10] as boolean,
    labels: row[11] as string[],
  }));
}

interface Index {
  readonly columns: string[];
  readonly unique: boolean;
  readonly usable: boolean;
}

async function readIndexes(session: Session): Promise<Map<number, Index[]>> {
  const rows = await session.rows(
    `SELECT i.indrelid::int8::text, ${NAMES("i.indrelid", "(i.indkey::int2[])[0:i.indnkeyatts - 1]")},
            i.indisunique AND i.indimmediate, i.indisvalid
       FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE i.indpred IS NULL AND i.indexprs IS NULL AND ${USER_TABLES}
      ORDER BY i.indrelid, i.indexrelid`,
  );
  return grouped(rows, (row) => ({
    columns: row[1] as string[],
    unique: row[2] as boolean,
    usable: row[3] as boolean,
  }));
}

async function readConstraints(
  session: Session,
): Promise<{ foreignKeys: Map<number, ForeignKey[]>; checks: Map<number, Check[]> }> {
  // Copies of a foreign key that point at the partitions of the parent (conparentid) say nothing new.
  const keys = await session.rows(
    `SELECT k.conrelid::int8::text, k.conname, ${NAMES("k.conrelid", "k.conkey")}, k.confrelid::int8::text,
            ${NAMES("k.confrelid", "k.confkey")}
       FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE k.contype = 'f' AND k.conparentid = 0 AND ${USER_TABLES} ORDER BY k.conrelid, k.conname COLLATE "C"`,
  );
  const checks = await session.rows(
    `SELECT k.conrelid::int8::text, k.conname, ${NAMES("k.conrelid", "k.conkey")}, pg_catalog.pg_get_constraintdef(k.oid)
       FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE k.contype = 'c' AND ${USER_TABLES}
     UNION ALL
     SELECT a.attrelid::int8::text, k.conname, ARRAY[a.attname::text], pg_catalog.pg_get_constraintdef(k.oid)
       FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_attribute a ON a.atttypid = k.contypid AND NOT a.attisdropped
       JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE k.contype = 'c' AND k.contypid <> 0 AND ${USER_TABLES}`,
  );
  return {
    foreignKeys: grouped(keys, (row) => ({
      name: row[1] as string,
      columns: row[2] as string[],
      parent: Number(row[3]),
      referenced: row[4] as string[],
    })),
    checks: grouped(checks, (row) => ({
      name: row[1] as string,
      columns: row[2] as string[],
      definition: row[3] as string,
    })),
  };
}

async function readBounds(session: Session): Promise<Map<number, PartitionBound[]>> {
  const rows = await session.rows(
    `SELECT pg_catalog.pg_partition_root(c.oid)::oid::int8::text, c.oid::int8::text, i.inhparent::int8::text,
            ${NAMES("i.inhparent", "p.partattrs")}, pg_catalog.pg_get_expr(c.relpartbound, c.oid)
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
       JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = i.inhparent
      WHERE c.relispartition AND ${USER_TABLES} ORDER BY c.oid`,
  );
  return grouped(rows, (row) => ({
    partition: Number(row[1]),
    parent: Number(row[2]),
    columns: row[3] as string[],
    bound: row[4] as string,
  }));
}

function grouped<T>(rows: readonly unknown[][], read: (row: unknown[]) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const key = Number(row[0]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [read(row)]);
    else group.push(read(row));
  }
  return groups;
}
