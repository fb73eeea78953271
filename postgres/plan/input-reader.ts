import { identifierProblem } from "../sql/quote";
import type { Problem } from "./plan";

/** Reads plain data with a known shape and collects every problem on the way, each with its property path. */
export class Reader {
  readonly problems: Problem[] = [];

  /** Notes a problem. */
  problem(path: string, reason: string): void {
    this.problems.push({ path, reason });
  }

  /** An object with only these properties. Absent is empty. */
  object(input: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (input === undefined || input === null) return {};
    if (typeof input !== "object" || Array.isArray(input)) {
      this.problem(path, `must be an object, not ${describe(input)}`);
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
      this.problem(path, `must be an object keyed by name, not ${describe(input)}`);
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
    this.problem(path, `must be a list, not ${describe(input)}`);
    return [];
  }

  /** A required identifier. */
  name(input: unknown, path: string): string {
    if (typeof input !== "string") {
      this.problem(path, input === undefined ? "is missing" : `must be a name, not ${describe(input)}`);
      return "";
    }
    const problem = identifierProblem(input);
    if (problem !== undefined) this.problem(path, problem);
    return input;
  }

  /** A list of identifiers, at least one. */
  names(input: unknown, path: string): string[] {
    const list = this.list(input, path);
    if (list.length === 0) this.problem(path, "must name at least one");
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

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return JSON.stringify(value) ?? String(value);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
