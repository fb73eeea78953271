import type { GraphGroups } from "../../../postgres/plan/graph-groups";
import { isKnown, type Maybe, Unknown } from "../../facts/maybe";
import type { DeclaredResource } from "./resource";

/**
 * Reads the inputs of one resource. What is not known stays an `Unknown`; what has an unexpected type counts as absent,
 * because the provider's own check refuses it.
 */
export class Inputs {
  readonly #inputs: Readonly<Record<string, unknown>>;
  readonly #provider: Readonly<Record<string, unknown>> | undefined;

  constructor(resource: Pick<DeclaredResource, "inputs" | "provider">) {
    this.#inputs = resource.inputs;
    this.#provider = resource.provider;
  }

  /** A text, or `undefined` where there is none. */
  text(name: string): Maybe<string | undefined> {
    const value = this.#inputs[name];
    if (value instanceof Unknown) return value;
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** A name that falls back on another where it is absent or not known: names serve to tell people what is meant. */
  name(name: string, fallback: string): string {
    const value = this.text(name);
    return isKnown(value) ? (value ?? fallback) : fallback;
  }

  /**
   * The input `database` as a part of a fact, or the provider's where it is left to that one; nothing where neither says it,
   * because the environment may then.
   */
  database(): { readonly database?: string } {
    const own = this.text("database");
    const value =
      own === undefined && this.#provider !== undefined
        ? new Inputs({ inputs: this.#provider }).text("database")
        : own;
    return isKnown(value) && value !== undefined ? { database: value } : {};
  }

  /** true or false. Inputs of providers travel as JSON text. */
  flag(name: string, fallback: boolean): Maybe<boolean> {
    const value = this.#inputs[name];
    if (value instanceof Unknown) return value;
    if (value === "true" || value === "false") return value === "true";
    return typeof value === "boolean" ? value : fallback;
  }

  /** A number. */
  number(name: string, fallback: number): Maybe<number> {
    const value = this.#inputs[name];
    if (value instanceof Unknown) return value;
    return typeof value === "number" ? value : fallback;
  }

  /** A list of texts, each of which may not be known. */
  texts(name: string): Maybe<readonly Maybe<string>[]> {
    const value = this.#inputs[name];
    if (value instanceof Unknown) return value;
    if (!Array.isArray(value)) return [];
    return value.filter((item): item is Maybe<string> => item instanceof Unknown || typeof item === "string");
  }

  /** A list of objects. */
  objects(name: string): readonly Inputs[] {
    const value = this.#inputs[name];
    if (!Array.isArray(value)) return [];
    return value
      .filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null)
      .map((inputs) => new Inputs({ inputs }));
  }

  /** The values of a map, each of which may not be known; of a map that is not known itself none is. */
  inner(name: string): Inputs {
    const value = this.#inputs[name];
    if (value instanceof Unknown) return new Inputs({ inputs: new Proxy({}, { get: () => value }) });
    return new Inputs({ inputs: typeof value === "object" && value !== null ? { ...value } : {} });
  }

  /** An expanded graph in groups. */
  graph(name: string): Maybe<GraphGroups | undefined> {
    const value = this.#inputs[name];
    if (value instanceof Unknown) return value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const unknown = firstUnknown(value);
    if (unknown !== undefined) return unknown;
    return Object.values(value).every((text) => typeof text === "string")
      ? (value as GraphGroups)
      : undefined;
  }
}

/** The first value in a tree of inputs that is not known, or `undefined` where everything is. */
export function firstUnknown(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = firstUnknown(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
