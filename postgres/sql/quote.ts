import { inert } from "../inert";

/**
 * The only quoting code of the project. Identifiers and literals are quoted always, without a list of
 * reserved words: what is always quoted cannot be forgotten when a new word becomes reserved.
 */

/** Longest identifier in bytes: NAMEDATALEN - 1 (src/include/pg_config_manual.h). PostgreSQL cuts longer ones silently. */
export const MAX_IDENTIFIER_BYTES = 63;

/** An identifier in double quotes. Throws a `RangeError` for a name that PostgreSQL cannot hold or would cut. */
export function quoteIdentifier(name: string): string {
  const problem = identifierProblem(name);
  if (problem !== undefined) throw new RangeError(problem);
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * As {@link quoteIdentifier}, for a statement that people read before they run it: what a terminal, a log or a line's end would
 * make of a name stands as its code (`U&"new\\000aline"`), and to PostgreSQL it is the same name.
 */
export function visibleIdentifier(name: string): string {
  const quoted = quoteIdentifier(name);
  if (inert(name) === name) return quoted;
  const shown = [...name].map((character) => {
    if (inert(character) === character) return character.replace(/["\\]/, "$&$&");
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\+${code.padStart(6, "0")}` : `\\${code.padStart(4, "0")}`;
  });
  return `U&"${shown.join("")}"`;
}

/** Why a name cannot be an identifier, or `undefined` where it can. */
export function identifierProblem(name: string): string | undefined {
  if (name === "") return "a name must not be empty";
  if (name.includes("\0"))
    return `the name ${JSON.stringify(name)} holds a NUL character, which PostgreSQL cannot store`;
  // The encoder would write U+FFFD in its place: another name.
  if (!name.isWellFormed())
    return `the name ${JSON.stringify(name)} holds half of a surrogate pair, which is no character: write the whole character`;
  const bytes = Buffer.byteLength(name, "utf8");
  if (bytes > MAX_IDENTIFIER_BYTES) {
    return `the name ${JSON.stringify(name)} is ${bytes} bytes long; PostgreSQL would silently cut it to ${MAX_IDENTIFIER_BYTES}`;
  }
  return undefined;
}

/** `schema.name`, both quoted. */
export function quoteQualified(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** The name of a setting, each part of `app.tenant_id` quoted on its own: none of the parts can hold a dot. */
export function quoteSetting(name: string): string {
  return name.split(".").map(quoteIdentifier).join(".");
}

/**
 * A string literal. Text with a backslash uses the `E''` form, so that the result does not depend on
 * `standard_conforming_strings`.
 */
export function quoteLiteral(value: string): string {
  if (value.includes("\0"))
    throw new RangeError("a text with a NUL character cannot be stored by PostgreSQL");
  const doubled = value.replaceAll("'", "''");
  return value.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}

/** `ARRAY['a', 'b']::text[]`; empty lists are arrays too. */
export function quoteTextArray(values: readonly string[]): string {
  return `ARRAY[${values.map(quoteLiteral).join(", ")}]::text[]`;
}

/** A name as people read it: bare where PostgreSQL would print it bare, otherwise quoted. For display and keys, not for SQL. */
export function displayIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
