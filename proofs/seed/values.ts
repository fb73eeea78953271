import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Check, ShapeColumn, TableShape } from "../scene/shapes";

/**
 * A made-up value for a column as PostgreSQL's input text, new at every call where the type allows it, or `undefined`
 * where the type is not known. Integers come from the upper part of their range, where rows and sequences rarely are.
 */
export function madeUpValue(column: ShapeColumn): string | undefined {
  if (column.isArray) return "{}";
  if (column.kind === "e") return column.labels[0];
  if (column.kind === "r") return "empty";
  if (column.kind === "m") return "{}";
  return VALUES[column.base]?.(column);
}

/** Two made-up tenants, both sure to be nobody's, or `undefined` where the type has no two values to spare. */
export function madeUpTenants(column: ShapeColumn): readonly [string, string] | undefined {
  if (column.isArray || column.kind !== "b" || !TENANT_TYPES.has(column.base)) return undefined;
  const first = madeUpValue(column);
  for (let attempt = 0; attempt < 20; attempt++) {
    const second = madeUpValue(column);
    if (first !== undefined && second !== undefined && first !== second) return [first, second];
  }
  return undefined;
}

const TENANT_TYPES: ReadonlySet<string> = new Set([
  "uuid",
  "int4",
  "int8",
  "numeric",
  "text",
  "varchar",
  "bpchar",
  "citext",
]);

/** `atttypmod` of a length-limited type is the length and 4 bytes (VARHDRSZ). */
const LENGTH_HEADER = 4;

function madeUpText({ modifier }: ShapeColumn): string {
  const text = `p${randomBytes(8).toString("hex")}`;
  return modifier < LENGTH_HEADER ? text : text.slice(-(modifier - LENGTH_HEADER));
}

/** `numeric(precision, scale)` packs both into the modifier; a value below 10^(precision - scale) fits. */
function madeUpNumeric({ modifier }: ShapeColumn): string {
  if (modifier < LENGTH_HEADER) return String(randomInt(1_000_000_000, 2_000_000_000));
  const precision = ((modifier - LENGTH_HEADER) >> 16) & 0xffff;
  const scale = (modifier - LENGTH_HEADER) & 0x7ff;
  const digits = Math.min(Math.max(precision - scale, 0), 9);
  return digits === 0 ? "0" : String(randomInt(1, 10 ** digits));
}

const now = () => new Date().toISOString();
const zeros = ({ modifier }: ShapeColumn) => "0".repeat(Math.max(modifier, 1));

const VALUES: Readonly<Record<string, (column: ShapeColumn) => string>> = {
  uuid: () => randomUUID(),
  int2: () => String(randomInt(20_000, 32_000)),
  int4: () => String(randomInt(1_500_000_000, 2_100_000_000)),
  int8: () => String(randomInt(2 ** 47, 2 ** 47 + 2 ** 46)),
  oid: () => String(randomInt(1, 1_000)),
  numeric: madeUpNumeric,
  float4: () => "1",
  float8: () => "1",
  money: () => "1",
  text: madeUpText,
  varchar: madeUpText,
  bpchar: madeUpText,
  citext: madeUpText,
  name: madeUpText,
  bool: () => "false",
  date: () => now().slice(0, 10),
  timestamp: now,
  timestamptz: now,
  time: () => "12:00:00",
  timetz: () => "12:00:00+00",
  interval: () => "1 day",
  json: () => "{}",
  jsonb: () => "{}",
  xml: () => "<a/>",
  bytea: () => `\\x${randomBytes(8).toString("hex")}`,
  inet: () => "192.0.2.1",
  cidr: () => "192.0.2.0/24",
  macaddr: () => "08:00:2b:01:02:03",
  macaddr8: () => "08:00:2b:01:02:03:04:05",
  bit: zeros,
  varbit: () => "0",
  tsvector: () => "",
  tsquery: () => "",
  point: () => "(0,0)",
  line: () => "{1,0,0}",
  lseg: () => "[(0,0),(1,1)]",
  box: () => "(1,1),(0,0)",
  path: () => "[(0,0),(1,1)]",
  polygon: () => "((0,0),(1,1),(1,0))",
  circle: () => "<(0,0),1>",
  ltree: () => "proof",
  hstore: () => "",
};

/** Random capital letters, for codes of currencies and countries. */
function letters(count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(randomInt(65, 91))).join("");
}

/** Values that people's CHECK constraints often ask for, tried one after the other. */
const COMMON: Readonly<Record<string, () => readonly string[]>> = {
  text: () => {
    const word = randomBytes(6).toString("hex");
    return [
      `${word}@example.com`,
      `https://example.com/${word}`,
      word,
      word.toUpperCase(),
      letters(3),
      letters(2),
      "en",
      "a",
      "A",
      `+49${randomInt(1_000_000, 9_999_999)}`,
      String(randomInt(10_000, 99_999)),
    ];
  },
  number: () => ["1", "0", "2", "5", "10", "50", "100", "1000", "-1"],
  bool: () => ["true", "false"],
  json: () => ["{}", "[]", '{"a":1}'],
  date: () => ["2000-01-01", "2100-01-01"],
};

const CLASS: Readonly<Record<string, string>> = {
  text: "text",
  varchar: "text",
  bpchar: "text",
  citext: "text",
  int2: "number",
  int4: "number",
  int8: "number",
  numeric: "number",
  float4: "number",
  float8: "number",
  bool: "bool",
  json: "json",
  jsonb: "json",
  date: "date",
  timestamp: "date",
  timestamptz: "date",
};

/**
 * What to try for a column that a CHECK refused: the literals that the constraint itself names first (an allow-list
 * names what it allows), then what constraints commonly want.
 */
export function candidatesFor(column: ShapeColumn, check: Check): readonly string[] {
  const literals = [...check.definition.matchAll(/'((?:[^']|'')*)'/g)].map((match) =>
    (match[1] ?? "").replaceAll("''", "'"),
  );
  const numbers = [...check.definition.matchAll(/[^\w.'](-?\d+(?:\.\d+)?)/g)].map((match) => match[1] ?? "");
  const common = COMMON[CLASS[column.base] ?? ""]?.() ?? [];
  const own = CLASS[column.base] === "number" ? [...numbers, ...literals] : literals;
  return [...new Set([...own, ...common, ...column.labels])];
}

/**
 * Values that lead a row into one partition, from the bounds on the way down to it, or `undefined` where they cannot
 * be told (hash partitions, expressions).
 */
export function valuesForPartition(
  shape: TableShape,
  partition: number,
): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (let at: number | undefined = partition; at !== undefined && at !== shape.oid; ) {
    const bound = shape.bounds.find((candidate) => candidate.partition === at);
    if (bound === undefined) return undefined;
    const literals = boundLiterals(bound.bound);
    if (literals === undefined) return undefined;
    for (const [index, column] of bound.columns.entries()) {
      const literal = literals[index];
      if (literal !== undefined && !values.has(column)) values.set(column, literal);
    }
    at = bound.parent;
  }
  return values;
}

/** The first value of `FOR VALUES IN (…)`, or the lower bounds of `FOR VALUES FROM (…)`. */
function boundLiterals(bound: string): (string | undefined)[] | undefined {
  const list = /^FOR VALUES (IN|FROM) \((.*?)\)(?: TO \(.*\))?$/s.exec(bound);
  if (list?.[2] === undefined) return undefined;
  const items = [...list[2].matchAll(/'((?:[^']|'')*)'(?:::[^,]*)?|([^,\s]+)/g)].map((match) =>
    match[1] === undefined ? match[2] : match[1].replaceAll("''", "'"),
  );
  const usable = items.map((item) =>
    item === "MINVALUE" || item === "MAXVALUE" || item === "NULL" ? undefined : item,
  );
  return list[1] === "IN" ? usable.slice(0, 1) : usable;
}
