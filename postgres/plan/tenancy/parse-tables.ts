import type { Reader } from "../input-reader";
import { parsePattern } from "../parse-selector";
import type { Exception, TableSelector } from "./intent";

/** Reads a list of tables: `{ schema, name }` or `{ schema, pattern }`. */
export function parseTables(
  read: Reader,
  input: unknown,
  path: string,
  schemas: ReadonlySet<string>,
): TableSelector[] {
  return read
    .list(input, path)
    .map((item, index) =>
      parseTable(read, item, `${path}[${index}]`, schemas, ["schema", "name", "pattern"]),
    );
}

/** Reads a list of tables each of which needs a reason. */
export function parseExceptions(
  read: Reader,
  input: unknown,
  path: string,
  schemas: ReadonlySet<string>,
): Exception[] {
  return read.list(input, path).map((item, index) => {
    const at = `${path}[${index}]`;
    const selector = parseTable(read, item, at, schemas, ["schema", "name", "pattern", "reason"]);
    const isObject = typeof item === "object" && item !== null && !Array.isArray(item);
    return {
      ...selector,
      reason: isObject ? parseReason(read, (item as { reason?: unknown }).reason, at) : "",
    };
  });
}

/** A reason that a reader of the declaration can judge. */
export function parseReason(read: Reader, input: unknown, path: string): string {
  if (typeof input === "string" && input.trim() !== "") return input.trim();
  read.problem(
    `${path}.reason`,
    input === undefined ? "is missing: say why, in a few words" : "must say why, in a few words",
  );
  return "";
}

function parseTable(
  read: Reader,
  input: unknown,
  path: string,
  schemas: ReadonlySet<string>,
  known: readonly string[],
): TableSelector {
  const object = read.object(input, path, known);
  if (object !== input) return { path, schema: "" };
  const schema = read.name(object["schema"], `${path}.schema`);
  if (schema !== "" && !schemas.has(schema))
    read.problem(
      `${path}.schema`,
      `${JSON.stringify(schema)} is not among the declared schemas: ${[...schemas].map((name) => JSON.stringify(name)).join(", ")}`,
    );
  const name = object["name"] === undefined ? undefined : read.name(object["name"], `${path}.name`);
  const pattern = parsePattern(read, object["pattern"], `${path}.pattern`);
  if (name !== undefined && pattern !== undefined)
    read.problem(`${path}.pattern`, "goes not together with name: leave one of them out");
  if (object["name"] === undefined && object["pattern"] === undefined)
    read.problem(path, 'needs a name or a pattern, for example { schema: "app", pattern: "audit_*" }');
  return {
    path,
    schema,
    ...(name === undefined ? {} : { name }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}
