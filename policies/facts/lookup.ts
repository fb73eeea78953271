import { type Facts, type FactType, type FactTypes, factsOf } from "./facts";
import { identityOf, type ObjectRef } from "./object-ref";

/** Facts that have an object. */
type WithObject = {
  [T in FactType]: FactTypes[T] extends { readonly object: ObjectRef } ? T : never;
}[FactType];

const indexes = new WeakMap<Facts, Map<WithObject, ReadonlyMap<string, readonly unknown[]>>>();

/**
 * The facts of one type about an object, by its identity. Indexed at the first question and kept as long as the
 * reading: a rule that asks for every table would otherwise compare each of them with every grant.
 */
export function factsAbout<T extends WithObject>(
  facts: Facts,
  type: T,
  identity: string,
): readonly FactTypes[T][] {
  const ofReading = indexes.get(facts) ?? new Map<WithObject, ReadonlyMap<string, readonly unknown[]>>();
  indexes.set(facts, ofReading);
  const index = ofReading.get(type) ?? buildIndex(factsOf(facts, type));
  ofReading.set(type, index);
  return (index.get(identity) ?? []) as readonly FactTypes[T][];
}

function buildIndex(
  facts: readonly { readonly object: ObjectRef }[],
): ReadonlyMap<string, readonly unknown[]> {
  const index = new Map<string, unknown[]>();
  for (const fact of facts) {
    const identity = identityOf(fact.object);
    const list = index.get(identity);
    if (list === undefined) index.set(identity, [fact]);
    else list.push(fact);
  }
  return index;
}
