import { identifierProblem } from "../sql/quote";
import type { Problem } from "./plan";

/** Reads plain data with a known shape and collects every problem on the way, each with its property path. */
export class Reader {
  readonly problems: Problem[] = [];

  /** Notes a problem, once for each place: what is written once may be read for several kinds. */
  problem(path: string, reason: string): void {
    if (!this.problems.some((known) => known.path === path && known.reason === reason))
      this.problems.push({ path, reason });
  }

  /** Whether something is wrong at this place already. */
  isWrong(path: string): boolean {
    return this.problems.some((known) => known.path === path);
  }

  /** An object with only these properties. Absent is empty. */
  object(input: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (input === undefined || input === null) return {};
    if (typeof input !== "object" || Array.isArray(input)) {
      this.problem(path, `must be an object, not ${describe(input)}: for example { ${known[0]}: … }`);
      return {};
    }
    for (const key of Object.keys(input)) {
      if (known.includes(key)) continue;
      this.problem(join(path, key), `is not known here: use ${known.join(", ")}`);
    }
    return input as Record<string, unknown>;
  }

  /** A map keyed by names; with `names`, the keys must be identifiers. */
  map<T>(
    input: unknown,
    path: string,
    names: boolean,
    value: (value: unknown, path: string, key: string) => T,
  ): Map<string, T> {
    const result = new Map<string, T>();
    if (input === undefined || input === null) return result;
    if (typeof input !== "object" || Array.isArray(input)) {
      this.problem(
        path,
        `must be an object keyed by name, not ${describe(input)}: for example { ${names ? "app" : "name"}: … }`,
      );
      return result;
    }
    for (const [key, inner] of Object.entries(input).sort(byKey)) {
      const at = join(path, key);
      const problem = names ? identifierProblem(key) : undefined;
      if (problem !== undefined) this.problem(at, problem);
      if (inner !== undefined && inner !== null) result.set(key, value(inner, at, key));
    }
    return result;
  }

  /** A list. Absent is empty. */
  list(input: unknown, path: string): readonly unknown[] {
    if (input === undefined || input === null) return [];
    if (Array.isArray(input)) return input;
    const one = typeof input === "object" ? "…" : describe(input);
    this.problem(path, `must be a list, not ${describe(input)}: write [${one}]`);
    return [];
  }

  /** A required identifier. */
  name(input: unknown, path: string): string {
    if (typeof input !== "string") {
      const what =
        input === undefined || input === null ? "is missing" : `must be a name, not ${describe(input)}`;
      this.problem(path, `${what}: for example ${exampleOf(path)}`);
      return "";
    }
    const problem = identifierProblem(input);
    if (problem !== undefined) this.problem(path, problem);
    return input;
  }

  /** A list of identifiers, at least one. */
  names(input: unknown, path: string): string[] {
    const list = this.list(input, path);
    if (list.length === 0) this.problem(path, `must name at least one: for example [${exampleOf(path)}]`);
    return list.map((item, index) => this.name(item, `${path}[${index}]`));
  }

  /** One of a few words; absent is `undefined`. */
  choice<T extends string>(input: unknown, path: string, choices: readonly T[]): T | undefined {
    if (input === undefined || input === null) return undefined;
    const found = choices.find((choice) => choice === input);
    if (found === undefined) {
      this.problem(
        path,
        `must be one of ${choices.map((c) => JSON.stringify(c)).join(", ")}, not ${describe(input)}`,
      );
    }
    return found;
  }

  /** true or false; absent is `undefined`. */
  flag(input: unknown, path: string): boolean | undefined {
    if (input === undefined || input === null) return undefined;
    if (typeof input === "boolean") return input;
    this.problem(path, `must be true or false, not ${describe(input)}`);
    return undefined;
  }
}

/** `path.key`, with keys that are not plain words in brackets, as Pulumi writes property paths. */
export function join(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** A name as it might stand at this place. */
function exampleOf(path: string): string {
  const word = /([A-Za-z]+)(?:\[\d+\])?$/.exec(path)?.[1] ?? "";
  return JSON.stringify(EXAMPLES[word] ?? "app");
}

const EXAMPLES: Readonly<Record<string, string>> = {
  columns: "id",
  database: "shop",
  from: "shop_readonly",
  grantee: "monitoring",
  memberOf: "shop_readonly",
  members: "shop_app",
  name: "orders",
  owner: "shop_owner",
  owners: "shop_owner",
  role: "shop_app",
  tenantRoles: "shop_app",
  to: "shop_app",
};

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return JSON.stringify(value) ?? String(value);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
