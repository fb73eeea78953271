import type { ObjectKind, ObjectName } from "../model/objects";
import { displayIdentifier } from "../sql/quote";
import type { Change } from "./plan";

const PLURAL: Readonly<Record<ObjectKind, string>> = {
  database: "databases",
  schema: "schemas",
  table: "tables",
  "foreign table": "foreign tables",
  view: "views",
  "materialized view": "materialized views",
  sequence: "sequences",
  function: "functions",
  procedure: "procedures",
  aggregate: "aggregates",
  type: "types",
  domain: "domains",
  column: "columns",
  language: "languages",
  "foreign-data wrapper": "foreign-data wrappers",
  "foreign server": "foreign servers",
  "large object": "large objects",
  tablespace: "tablespaces",
  parameter: "parameters",
};

/** Objects in no schema of one kind that are named rather than counted. */
const NAMED = 3;

/**
 * `3 tables in app`, `schema app`, `schemas app, billing`, `2 tables and 1 view in app`, `database shop, 2 tables in app`;
 * several schemas are counted.
 */
export function countObjects(objects: readonly ObjectName[]): string {
  const [only, second] = objects;
  if (only === undefined) return "nothing";
  if (second === undefined) {
    const place = only.schema === undefined ? "" : `${displayIdentifier(only.schema)}.`;
    const column = only.column === undefined ? "" : `.${displayIdentifier(only.column)}`;
    return `${only.kind} ${place}${displayIdentifier(only.name)}${column}`;
  }
  const outside = objects.filter(({ schema }) => schema === undefined);
  if (outside.length > 0 && outside.length < objects.length)
    return `${countObjects(outside)}, ${countObjects(objects.filter(({ schema }) => schema !== undefined))}`;
  const byKind = new Map<ObjectKind, string[]>();
  for (const { kind, name } of objects) {
    const names = byKind.get(kind);
    if (names === undefined) byKind.set(kind, [name]);
    else names.push(name);
  }
  const parts = [...byKind].map(([kind, names]) => {
    const word = names.length === 1 ? kind : PLURAL[kind];
    // What lies in no schema is told by name: `schemas app, billing`.
    return outside.length > 0 && names.length <= NAMED
      ? `${word} ${names.map(displayIdentifier).join(", ")}`
      : `${names.length} ${word}`;
  });
  const schemas = [
    ...new Set(objects.flatMap((object) => (object.schema === undefined ? [] : [object.schema]))),
  ].sort();
  const place =
    schemas.length === 0
      ? ""
      : schemas.length <= 3
        ? ` in ${schemas.map(displayIdentifier).join(", ")}`
        : ` in ${schemas.length} schemas`;
  return `${listed(parts)}${place}`;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(parts: readonly string[]): string {
  return [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter((part) => part !== "").join(" and ");
}

/** `shop_readonly gains SELECT`, taken apart: who does what with which privilege, and what follows it. */
const LINE =
  /^(.*) (loses the grant option for|gains the grant option for|loses|gains) ([A-Z]+(?: SYSTEM)?)(.*)$/su;

/** Lines that differ in nothing but the privilege, as one: `shop_app gains SELECT, INSERT`. */
interface Joined {
  readonly loses: boolean;
  readonly text: string;
}

function join(lines: readonly { readonly text: string }[]): Joined[] {
  const groups = new Map<string, { head: string; tail: string; names: string[] }>();
  for (const { text } of lines) {
    const parts = readLine(text);
    if (parts === undefined) continue;
    const { head, tail, name } = parts;
    // No name of PostgreSQL's holds this character.
    const id = `${head}\0${tail}`;
    const known = groups.get(id);
    if (known === undefined) groups.set(id, { head, tail, names: [name] });
    else known.names.push(name);
  }
  return [...groups.values()].map(({ head, tail, names }) => ({
    loses: / loses/.test(head),
    text: `${head} ${names.join(", ")}${tail}`,
  }));
}

function readLine(text: string): { head: string; tail: string; name: string } | undefined {
  const parts = LINE.exec(text);
  if (parts === null) return undefined;
  const [, who = "", verb = "", name = "", tail = ""] = parts;
  return { head: `${who} ${verb}`, tail, name };
}

/**
 * The lines of a preview as sentences: one for each grantee, direction and set of privileges, with the objects counted,
 * such as `shop_readonly gains SELECT on 12 tables in app`. What is lost comes first. Takes the lines that objects have
 * in common → those objects: a thousand of them share a handful of lines.
 */
export function summarize(
  said: ReadonlyMap<readonly { readonly text: string }[], readonly ObjectName[]>,
): string[] {
  const groups = new Map<string, { loses: boolean; objects: ObjectName[] }>();
  for (const [lines, objects] of said)
    for (const { loses, text } of join(lines)) {
      const known = groups.get(text);
      if (known === undefined) groups.set(text, { loses, objects: [...objects] });
      else for (const object of objects) known.objects.push(object);
    }
  const sentences = [...groups];
  return [...sentences.filter(([, { loses }]) => loses), ...sentences.filter(([, { loses }]) => !loses)].map(
    ([text, { objects }]) => `${text} on ${countObjects(objects)}`,
  );
}

/** The same for default privileges, each with its key: `shop_app gains SELECT, INSERT by default privileges of …`. */
export function summarizeDefaults(changes: readonly Change[]): string[] {
  const byKey = new Map<string, Change[]>();
  for (const change of changes) {
    const known = byKey.get(change.object);
    if (known === undefined) byKey.set(change.object, [change]);
    else known.push(change);
  }
  return [...byKey].flatMap(([key, lines]) => join(lines).map(({ text }) => `${text} by ${key}`));
}
