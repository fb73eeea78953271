/** A function with the text of its body. */
export interface WrittenFunction {
  readonly schema: string;
  readonly name: string;
  readonly body: string;
}

/** A name as a body calls it; a schema of NULL is any schema. */
export type CalledName = readonly [schema: string | null, name: string];

/** Words of a body that read a setting or ask for the user. */
const READS_SETTING = /\b(current_setting|current_user|current_role|session_user|show)\b/i;

/** `name(` or `schema.name(` in a body, quoted or not. Keywords among them mean no function, and find none. */
const CALL = /(?:("(?:[^"]|"")+"|[a-z_][\w$]*)\s*\.\s*)?("(?:[^"]|"")+"|[a-z_][\w$]*)\s*\(/gi;

/** The names that a body calls. */
export function callsInBody(body: string): CalledName[] {
  return [...body.matchAll(CALL)].map(([, schema, name]) => [
    schema === undefined ? null : identifier(schema),
    identifier(name ?? ""),
  ]);
}

/**
 * Those of the functions that read a setting or ask for the user, themselves or by one of the others that they call. What
 * a body builds from text at run time (EXECUTE) stays unseen.
 */
export function settingReaders<F extends WrittenFunction>(functions: readonly F[]): Set<F> {
  const calls = new Map(functions.map((one) => [one, callsInBody(one.body)]));
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
  for (const one of functions) if (READS_SETTING.test(one.body)) add(one);
  for (let before = -1; before < readers.size; ) {
    before = readers.size;
    for (const [one, called] of calls) if (!readers.has(one) && called.some(callsReader)) add(one);
  }
  return readers;
}

function identifier(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}
