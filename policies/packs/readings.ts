import type { Facts } from "../facts/facts";
import { type DeclaredResource, parsersFor, readDeclaredFacts } from "../readers/declared";

/** More than the engine asks about at once; a reading that fell out is made again. */
const KEPT = 64;

interface Reading {
  /** The policies that were given it. */
  readonly asked: Set<string>;
  facts: Facts | Promise<Facts>;
}

/**
 * Reads the facts of a request once for all policies. The framework asks policy by policy, each once a request and
 * always in the same order, and decodes the same resources anew for each of them. So a policy that was given a reading
 * already is asked for another request, and is given a new one; it is also the first that is.
 */
export class Readings {
  readonly #kept = new Map<string, Reading>();

  /**
   * The facts that a request is about: a resource's URN, or "" for the stack. Read now, or a moment ago for another
   * policy; at once where no parser is to be loaded.
   */
  of(about: string, policy: string, resources: () => readonly DeclaredResource[]): Facts | Promise<Facts> {
    const known = this.#kept.get(about);
    if (known !== undefined && !known.asked.has(policy)) {
      known.asked.add(policy);
      return known.facts;
    }
    const reading: Reading = { asked: new Set([policy]), facts: readFacts(resources()) };
    // Anew, so that it stands last: the first is the oldest.
    this.#kept.delete(about);
    this.#kept.set(about, reading);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    if (reading.facts instanceof Promise)
      reading.facts = reading.facts.then((facts) => {
        reading.facts = facts;
        return facts;
      });
    return reading.facts;
  }
}

function readFacts(resources: readonly DeclaredResource[]): Facts | Promise<Facts> {
  const parsers = parsersFor(resources);
  return parsers instanceof Promise
    ? parsers.then((loaded) => readDeclaredFacts(resources, loaded))
    : readDeclaredFacts(resources, parsers);
}
