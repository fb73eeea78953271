import type { Node } from "./types";

/** A node with its type: `{ A_Expr: { … } }` becomes `A_Expr` and its fields. */
export interface Typed {
  readonly type: string;
  readonly fields: Node;
}

/** Reads a value as a node with a type; `undefined` where it is none. Types begin with a capital letter, fields never do. */
export function typed(value: unknown): Typed | undefined {
  if (!isNode(value)) return undefined;
  const keys = Object.keys(value);
  const [type] = keys;
  if (type === undefined || keys.length !== 1 || !/^[A-Z]/.test(type)) return undefined;
  const fields = value[type];
  return isNode(fields) ? { type, fields } : undefined;
}

/** The fields of a node of this type, or `undefined` for any other. */
export function fieldsOf(value: unknown, type: string): Node | undefined {
  const node = typed(value);
  return node?.type === type ? node.fields : undefined;
}

/** An object of the tree: a node with its type, or the fields of one. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of the tree; an absent one is empty. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text of a `String` node. */
export function stringOf(value: unknown): string | undefined {
  const text = fieldsOf(value, "String")?.["sval"];
  return typeof text === "string" ? text : undefined;
}

/** The texts of a list of `String` nodes: the parts of a name. */
export function namesOf(value: unknown): string[] {
  return list(value).flatMap((part) => stringOf(part) ?? []);
}

/** The text of a string constant. */
export function constantText(value: unknown): string | undefined {
  const constant = fieldsOf(value, "A_Const")?.["sval"];
  if (!isNode(constant)) return undefined;
  const text = constant["sval"];
  // The tree leaves out what is empty.
  return typeof text === "string" ? text : "";
}

/** The value of a boolean constant. */
export function constantBoolean(value: unknown): boolean | undefined {
  const constant = fieldsOf(value, "A_Const")?.["boolval"];
  return isNode(constant) ? constant["boolval"] === true : undefined;
}

/** Visits every node below, and the given one, that has a type; `enter` returns false to leave a branch out. */
export function walk(value: unknown, enter: (node: Typed) => boolean): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, enter);
    return;
  }
  if (!isNode(value)) return;
  const node = typed(value);
  if (node !== undefined && !enter(node)) return;
  for (const item of Object.values(node?.fields ?? value)) if (typeof item === "object") walk(item, enter);
}

/** Where a node stands in the parsed text; different for equal expressions. */
const PLACES = new Set(["location", "rexpr_list_start", "rexpr_list_end", "list_start", "list_end"]);

/** Levels of objects and lists, so that whoever walks a tree after {@link withoutPlaces} never runs out of stack. */
const MAX_LEVELS = 500;

/** The tree without places. Throws a `RangeError` for one that nests too deep. */
export function withoutPlaces(value: unknown, level = 0): unknown {
  if (level > MAX_LEVELS) throw new RangeError("the expression nests too deep");
  if (Array.isArray(value)) return value.map((item) => withoutPlaces(item, level + 1));
  if (!isNode(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !PLACES.has(key))
      .map(([key, item]) => [key, withoutPlaces(item, level + 1)]),
  );
}
