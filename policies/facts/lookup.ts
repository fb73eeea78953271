import { type Facts, type FactType, type FactTypes, factsOf } from "./facts";
import { known } from "./maybe";
import { identityOf, type ObjectRef } from "./object-ref";
import type { Fact } from "./origin";

/** Facts that have an object. */
type WithObject = {
  [T in FactType]: FactTypes[T] extends { readonly object: ObjectRef } ? T : never;
}[FactType];

const indexes = new WeakMap<Facts, Map<WithObject, Index>>();

type Index = ReadonlyMap<string, readonly Pick<Fact, "unidentified">[]>;

/** Where facts stand of which nobody knows which object they are about. It is no identity. */
const ANY = "";

/**
 * The facts of one type about an object, by its identity. Indexed at the first question and kept as long as the
 * reading: a rule that asks for every table would otherwise compare each of them with every grant.
 */
export function factsAbout<T extends WithObject>(
  facts: Facts,
  type: T,
  identity: string,
): readonly FactTypes[T][] {
  const ofReading = indexes.get(facts) ?? new Map<WithObject, Index>();
  indexes.set(facts, ofReading);
  const index = ofReading.get(type) ?? buildIndex(factsOf(facts, type));
  ofReading.set(type, index);
  // One that may be about this object leaves the question open.
  for (const { unidentified } of index.get(ANY) ?? []) if (unidentified !== undefined) known(unidentified);
  return (index.get(identity) ?? []) as readonly FactTypes[T][];
}

function buildIndex(facts: readonly (Fact & { readonly object: ObjectRef })[]): Index {
  const index = new Map<string, Fact[]>();
  for (const fact of facts) {
    const identity = fact.unidentified === undefined ? identityOf(fact.object) : ANY;
    const list = index.get(identity);
    if (list === undefined) index.set(identity, [fact]);
    else list.push(fact);
  }
  return index;
}
