import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type * as z from "zod/mini";
import { closest } from "./closest";
import { describeMistakes, type Mistake, NAMESPACE, type Path, pathText } from "./mistakes";
import { configSchema, NUMBER_PROPERTIES, SECRET_KEYS, type StackConfig, TEXT_KEYS } from "./schema";
import { meaningProblems } from "./topology";

/** The project's folder, from which relative paths count. The SDK's own answer depends on the language host's version. */
export const PROJECT_FOLDER = resolve(__dirname, "..");

/** The stack's configuration as the engine hands it over. */
export interface RawConfig {
  /** Every key of every namespace → its text. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether a key is stored encrypted. */
  readonly isSecret: (key: string) => boolean;
}

/** Reads the configuration, or throws one error with every mistake in it, before anything else happens. */
export function loadConfig(): StackConfig {
  const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  const result = parseConfig({ values: pulumi.runtime.allConfig(), isSecret: isConfigSecret });
  if ("config" in result) return result.config;
  const error = new pulumi.RunError(result.message);
  // A mistake in the configuration has no place in the program, and Node takes long to colour frames.
  error.stack = error.message;
  throw error;
}

/** Checks a configuration: the values, or the text of everything that is wrong with them. */
export function parseConfig(raw: RawConfig): { config: StackConfig } | { message: string } {
  const { tree, mistakes: unreadable } = readTree(raw);
  const shape = configSchema.safeParse(tree);
  const mistakes = [...unreadable];
  const known = new Set(unreadable.map(({ path }) => pathText(path)));
  const add = (mistake: Mistake) => {
    const key = pathText(mistake.path);
    if (!known.has(key)) mistakes.push(mistake);
    known.add(key);
  };
  if (!shape.success)
    for (const mistake of shape.error.issues.flatMap((issue) => fromIssue(issue, tree, raw))) add(mistake);
  for (const mistake of [...storageProblems(raw), ...meaningProblems(prune(tree, mistakes))]) add(mistake);
  if (shape.success && mistakes.length === 0) return { config: shape.data };
  return { message: describeMistakes(mistakes) };
}

/** What is stored in a way that it must not be, or names what is not there. */
function storageProblems({ values, isSecret }: RawConfig): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const key of SECRET_KEYS) {
    const full = NAMESPACE + key;
    if (values[full] === undefined || isSecret(full)) continue;
    mistakes.push({ path: [key], problem: "is stored as plain text: store it as a secret" });
  }
  const caFile = values[`${NAMESPACE}caFile`];
  if (caFile !== undefined && !existsSync(resolve(PROJECT_FOLDER, caFile))) {
    mistakes.push({
      path: ["caFile"],
      problem: `there is no file ${JSON.stringify(caFile)}, seen from the project's folder`,
    });
  }
  return mistakes;
}

function readTree({ values, isSecret }: RawConfig): { tree: Record<string, unknown>; mistakes: Mistake[] } {
  // Without a prototype, so that no key can mean anything but itself.
  const tree: Record<string, unknown> = Object.create(null);
  const mistakes: Mistake[] = [];
  for (const [full, text] of Object.entries(values)) {
    if (!full.startsWith(NAMESPACE)) continue;
    const key = full.slice(NAMESPACE.length);
    if (TEXT_KEYS.has(key) || !Object.hasOwn(configSchema.shape, key)) {
      tree[key] = text;
      continue;
    }
    try {
      const value: unknown = JSON.parse(text);
      tree[key] = typeof value === "object" ? withText(value) : value;
    } catch {
      mistakes.push({ path: [key], problem: `${shown(text, isSecret(full))} is ${kindWanted(key)}` });
    }
  }
  return { tree, mistakes };
}

/** Turns numbers into the text that they were typed as, except where a number is meant. */
function withText(value: unknown, property?: string): unknown {
  if (typeof value === "number" && !NUMBER_PROPERTIES.has(property ?? "")) return String(value);
  if (Array.isArray(value)) return value.map((inner) => withText(inner));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withText(inner, key)]));
}

function kindWanted(key: string): string {
  if (key === "port") return "not a number";
  return ["schemas", "tenants", "roles", "auditor", "proof"].includes(key)
    ? "not JSON; set its parts one by one with --path"
    : "neither true nor false";
}

type Issue = z.core.$ZodIssue;

function fromIssue(issue: Issue, tree: unknown, { isSecret }: RawConfig): Mistake[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  const value = at(tree, path);
  if (value === undefined) return [{ path, problem: "is missing" }];
  const text = shown(value, isSecret(NAMESPACE + String(path[0])));
  if (issue.code === "invalid_value") {
    const words = issue.values.map((word) => JSON.stringify(word)).join(", ");
    return [{ path, problem: `${text} is not one of ${words}` }];
  }
  const expected = issue.code === "invalid_type" ? KINDS[issue.expected] : undefined;
  return [{ path, problem: expected === undefined ? issue.message : `${text} is not ${expected}` }];
}

function unknownKey(path: Path, key: string): Mistake {
  const siblings = knownKeys(path);
  const near = closest(key, siblings);
  const mistake = { path: [...path, key], unknown: true };
  if (near === undefined) return { ...mistake, problem: `is not known: use ${siblings.join(", ")}` };
  return { ...mistake, problem: `is not known: did you mean ${near}?`, meant: [...path, near] };
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

/** A value as a message may show it. */
function shown(value: unknown, secret: boolean): string {
  if (secret) return "its value, a secret,";
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The keys that an object of the configuration may have. */
function knownKeys(path: Path): string[] {
  if (path.length === 0) return Object.keys(configSchema.shape);
  let schema: unknown = configSchema;
  for (const key of path) schema = unwrap(shapeOf(schema)?.[String(key)]);
  return Object.keys(shapeOf(schema) ?? {});
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  return (schema as { shape?: Readonly<Record<string, unknown>> } | undefined)?.shape;
}

function unwrap(schema: unknown): unknown {
  return (schema as { def?: { innerType?: unknown } } | undefined)?.def?.innerType ?? schema;
}

function at(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined | null)?.[key],
    tree,
  );
}

/** The configuration without its mistakes, so that the rest of it can be judged too. */
function prune(tree: Record<string, unknown>, mistakes: readonly Mistake[]): Record<string, unknown> {
  const copy = structuredClone(tree);
  for (const { path } of mistakes) {
    const parent = at(copy, path.slice(0, -1));
    const last = path.at(-1);
    // An element of a list leaves a gap, so that those behind it keep their place.
    if (typeof parent === "object" && parent !== null && last !== undefined)
      (parent as Record<PropertyKey, unknown>)[last] = undefined;
  }
  return copy;
}
