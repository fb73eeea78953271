import { configSchema, EXAMPLES, SECRET_KEYS } from "./schema";

/** The namespace of every key: the project's name. */
export const NAMESPACE = "palisade:";

/** Where something stands in the configuration: the key, then properties and places in lists. */
export type Path = readonly (string | number)[];

/** One mistake. */
export interface Mistake {
  readonly path: Path;
  /** What is wrong, as a sentence that begins after the path. */
  readonly problem: string;
  /** What was probably meant, where the key is not known. */
  readonly meant?: Path;
  /** The key itself is the mistake. */
  readonly unknown?: boolean;
}

/** `palisade:tenants.schemas[1]` */
export function pathText([first, ...rest]: Path): string {
  const tail = rest.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`));
  return `${NAMESPACE}${first}${tail.join("")}`;
}

/** Every mistake with its cure, in the order of the schema. */
export function describeMistakes(mistakes: readonly Mistake[]): string {
  const order = Object.keys(configSchema.shape);
  const rank = ({ path }: Mistake) => {
    const index = order.indexOf(String(path[0]));
    return index === -1 ? order.length : index;
  };
  const lines = [...mistakes]
    .sort((a, b) => rank(a) - rank(b) || (pathText(a.path) < pathText(b.path) ? -1 : 1))
    .map((mistake) => `  ${pathText(mistake.path)} ${mistake.problem}\n      ${cure(mistake)}`);
  const head = lines.length === 1 ? "a mistake" : `${lines.length} mistakes`;
  return [`the configuration has ${head}:`, ...lines, "Nothing was changed."].join("\n");
}

function cure({ path, meant, unknown }: Mistake): string {
  if (unknown === true && meant === undefined) {
    return `to remove it: pulumi config rm ${path.length > 1 ? "--path " : ""}${quoted(path)}`;
  }
  return `for example: pulumi config set ${example(meant ?? path)}`;
}

/** The arguments of `pulumi config set` that set a right value at this very path. */
function example(path: Path): string {
  const leaf = leafOf(path);
  const value = EXAMPLES[patternOf(leaf)] ?? "…";
  // Without a value the command asks for it, and no shell's history keeps it.
  if (SECRET_KEYS.has(String(leaf[0]))) return `--secret ${pathText(leaf)}`;
  if (leaf.length === 1) return `${pathText(leaf)} ${value}`;
  return `--path ${quoted(leaf)} ${value}`;
}

/** For a list or an object, one of its parts: they are set one by one. */
function leafOf(path: Path): Path {
  switch (patternOf(path)) {
    case "schemas":
    case "tenants.schemas":
      return [...path, 0];
    case "tenants.except":
    case "tenants.shared":
      return [...path, 0, "name"];
    case "tenants.except[]":
    case "tenants.shared[]":
      return [...path, "name"];
    case "tenants":
      return [...path, "column"];
    case "roles":
      return [...path, "app", "connectionLimit"];
    case "auditor":
    case "roles.*":
      return [...path, "connectionLimit"];
    default:
      return path;
  }
}

/** `roles.app.name` → `roles.*.name`, `schemas[2]` → `schemas[]`. */
function patternOf(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return "[]";
      const word = index === 1 && path[0] === "roles" ? "*" : key;
      return index === 0 ? word : `.${word}`;
    })
    .join("");
}

function quoted(path: Path): string {
  const text = pathText(path);
  return /^[\w:.]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
