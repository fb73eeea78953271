import { nearest } from "../model/nearest";
import type { Selector } from "./access-intent";
import type { Reader } from "./input-reader";
import { GRANT_KINDS, type GrantKind, RELATION_KINDS } from "./kinds";

/** Schemas of the server: what is in them is named one by one, because "every function of pg_catalog" is never meant. */
const SYSTEM_SCHEMAS: ReadonlySet<string> = new Set(["pg_catalog", "information_schema"]);

const ROUTINES: ReadonlySet<GrantKind> = new Set<GrantKind>(["functions", "securityDefinerFunctions"]);

/** Kinds that lie in no schema. A schema itself is named by `schema`. */
const WITHOUT_SCHEMA: ReadonlySet<GrantKind> = new Set<GrantKind>([
  "database",
  "languages",
  "foreignDataWrappers",
  "foreignServers",
  "largeObjects",
  "tablespaces",
  "parameters",
]);

/** Reads a list of selectors: `{ kind: "tables", schema: "app", pattern: "audit_*" }` and the like. */
export function parseSelectors(
  read: Reader,
  input: unknown,
  path: string,
  schemas: ReadonlySet<string>,
): Selector[] {
  return read.list(input, path).flatMap((item, index) => {
    const selector = parseSelector(read, item, `${path}[${index}]`, schemas);
    return selector === undefined ? [] : [selector];
  });
}

function parseSelector(
  read: Reader,
  input: unknown,
  path: string,
  schemas: ReadonlySet<string>,
): Selector | undefined {
  const object = read.object(input, path, ["kind", "schema", "name", "pattern", "args", "columns"]);
  if (object["kind"] === undefined) {
    read.problem(`${path}.kind`, `is missing: use ${GRANT_KINDS.join(", ")}`);
    return undefined;
  }
  const kind = read.choice(object["kind"], `${path}.kind`, GRANT_KINDS);
  if (kind === undefined) return undefined;
  const name = optionalName(read, object["name"], `${path}.name`, kind);
  const pattern = parsePattern(read, object["pattern"], `${path}.pattern`);
  const columns =
    object["columns"] === undefined ? undefined : read.names(object["columns"], `${path}.columns`);
  const args = object["args"];
  if (name !== undefined && pattern !== undefined)
    read.problem(`${path}.pattern`, "goes not together with name: leave one of them out");
  if (columns !== undefined && !RELATION_KINDS.has(kind))
    read.problem(`${path}.columns`, `only tables and views have columns, not ${kind}`);
  if (columns !== undefined && name === undefined && pattern === undefined)
    read.problem(`${path}.columns`, "needs a name or a pattern: say whose columns");
  if (args !== undefined && (!ROUTINES.has(kind) || name === undefined || typeof args !== "string"))
    read.problem(
      `${path}.args`,
      'belongs to a function with a name, as text: { kind: "functions", schema, name, args: "integer, text" }',
    );
  const schema = parseSchema(read, object["schema"], path, kind, name !== undefined, schemas);
  return {
    path,
    kind,
    ...(schema === undefined ? {} : { schema }),
    ...(name === undefined ? {} : { name }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(typeof args === "string" ? { args } : {}),
    ...(columns === undefined ? {} : { columns }),
  };
}

function parseSchema(
  read: Reader,
  input: unknown,
  path: string,
  kind: GrantKind,
  named: boolean,
  schemas: ReadonlySet<string>,
): string | undefined {
  const at = `${path}.schema`;
  if (WITHOUT_SCHEMA.has(kind)) {
    if (input !== undefined) read.problem(at, `${kind} lie in no schema: leave it out`);
    return undefined;
  }
  const schema = read.name(input, at);
  if (SYSTEM_SCHEMAS.has(schema)) {
    if (!named && kind !== "schema") read.problem(at, `what is in ${schema} is named one by one: add a name`);
    return schema;
  }
  if (schema !== "" && !schemas.has(schema)) {
    const [likely] = nearest(schema, schemas, 1);
    const meant = likely === undefined ? "" : `did you mean ${JSON.stringify(likely)}? Else `;
    read.problem(
      at,
      `${JSON.stringify(schema)} is not among the declared schemas: ${meant}add schemas: { ${JSON.stringify(schema)}: {} }`,
    );
  }
  return schema;
}

/** A large object's name is its OID, which may be written as a number. */
function optionalName(read: Reader, input: unknown, path: string, kind: GrantKind): string | undefined {
  if (input === undefined) return undefined;
  if (kind === "largeObjects") {
    const text = String(input);
    if (!/^[1-9][0-9]{0,9}$/.test(text))
      read.problem(path, `must be the OID of a large object, not ${JSON.stringify(input)}`);
    return text;
  }
  if (kind === "parameters") {
    if (typeof input === "string" && /^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)*$/.test(input))
      return input.toLowerCase();
    read.problem(path, `${JSON.stringify(input)} is not the name of a setting`);
    return undefined;
  }
  return read.name(input, path);
}

/** `*` stands for any characters, `?` for one; everything else for itself. */
export function parsePattern(read: Reader, input: unknown, path: string): Selector["pattern"] {
  if (input === undefined) return undefined;
  if (typeof input !== "string" || input === "") {
    read.problem(
      path,
      'must be a text such as "audit_*", in which * stands for any characters and ? for one',
    );
    return undefined;
  }
  const source = input
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return { text: input, matches: new RegExp(`^${source}$`, "su") };
}
