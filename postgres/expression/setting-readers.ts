import type { CalledName, RoutineCalls } from "../routines/calls";

/** A function with what its code calls. */
export interface CallingFunction extends RoutineCalls {
  readonly schema: string;
  readonly name: string;
}

/**
 * Those of the functions that read a setting or ask for the user, themselves or by one of the others that they call. What
 * a body builds from text at run time (EXECUTE) stays unseen.
 */
export function settingReaders<F extends CallingFunction>(functions: readonly F[]): Set<F> {
  const readers = new Set<F>();
  const schemas = new Map<string, Set<string>>();
  const add = (one: F) => {
    readers.add(one);
    schemas.set(one.name, (schemas.get(one.name) ?? new Set()).add(one.schema));
  };
  const callsReader = ([schema, name]: CalledName) => {
    const known = schemas.get(name);
    return known !== undefined && (schema === null || known.has(schema));
  };
  for (const one of functions) if (one.readsSetting) add(one);
  for (let before = -1; before < readers.size; ) {
    before = readers.size;
    for (const one of functions) if (!readers.has(one) && one.calls.some(callsReader)) add(one);
  }
  return readers;
}
