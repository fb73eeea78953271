import { isDeepStrictEqual } from "node:util";
import type { Facts } from "../facts/facts";
import { type DeclaredResource, parsersFor, readDeclaredFacts } from "../readers/declared";

/** As many as the engine asks about at once, on machines of a few cores. */
const KEPT = 4;

interface Reading {
  readonly resources: readonly DeclaredResource[];
  facts: Facts | Promise<Facts>;
}

/**
 * Reads the facts of resources once for all rules. The framework asks policy by policy and decodes the same resource anew
 * for each of them, so nothing but its content tells that it is the same one.
 */
export class Readings {
  #kept: readonly Reading[] = [];

  /** The facts of these resources: read now, or a moment ago for another rule. At once where no parser is to be loaded. */
  of(resources: readonly DeclaredResource[]): Facts | Promise<Facts> {
    const found = this.#kept.find((reading) => isDeepStrictEqual(reading.resources, resources));
    if (found !== undefined) return found.facts;
    const reading: Reading = { resources, facts: readFacts(resources) };
    this.#kept = [reading, ...this.#kept].slice(0, KEPT);
    if (reading.facts instanceof Promise)
      reading.facts = reading.facts.then((facts) => {
        reading.facts = facts;
        return facts;
      });
    return reading.facts;
  }
}

function readFacts(resources: readonly DeclaredResource[]): Facts | Promise<Facts> {
  const loading = parsersFor(resources);
  return loading === undefined
    ? readDeclaredFacts(resources)
    : loading.then((parsers) => readDeclaredFacts(resources, parsers));
}
