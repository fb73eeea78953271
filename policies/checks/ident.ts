import type { IdentLine } from "../../postgres/catalog/server-ident";
import type { ObjectRef } from "../facts/object-ref";
import type { HbaFact, IdentMapFact } from "../facts/server";
import { finding, type Verdict } from "../verdict";

/** The line as it stands in the file; of one with an error only that it has one, and which. */
export function identText({ map, system, role, error }: IdentLine): string {
  return map === undefined ? `with an error: ${error}` : `${map} ${system} ${role}`;
}

/** A finding about a line, with whether anybody comes in by it. */
export function identFinding(fact: IdentMapFact, lines: readonly HbaFact[], what: string): Verdict {
  const used = lines.some(({ options }) => options.includes(`map=${fact.map}`));
  const unused = used ? "" : "; no line of pg_hba.conf uses the map yet";
  return finding(identRef(fact), `line ${fact.line} of pg_ident.conf (${identText(fact)}) ${what}${unused}`);
}

/** The identity of a line: its text, because line numbers move, and among lines that read alike which one it is. */
export function identRef(fact: IdentMapFact): ObjectRef {
  const { line, repeats = 0 } = fact;
  return {
    kind: "ident map",
    name: identText(fact),
    ...(repeats === 0 ? {} : { part: `${repeats + 1}` }),
    line,
  };
}

/** Names that nobody has thought of: what matches all of one kind matches everybody. */
const STRANGERS: readonly (readonly string[])[] = [
  ["x7q", "somebody.else", "Q 9-w"],
  ["x7q@elsewhere.test", "somebody.else@other.test", "Q-9@h"],
];

/** True for a regular expression that matches the names of everybody, or everybody's with a domain. */
export function matchesEverybody(system: string): boolean {
  const pattern = regularExpression(system);
  return pattern !== undefined && STRANGERS.some((names) => names.every((name) => pattern.test(name)));
}

/** True where a role is meant: by its name, by `all` or by a regular expression (both from PostgreSQL 16 on). */
export function mapsTo({ role = "" }: IdentMapFact, name: string, version: number): boolean {
  if (role === name) return true;
  return version >= 160000 && (role === "all" || regularExpression(role)?.test(name) === true);
}

/** What stands behind the slash. PostgreSQL's expressions differ from these in little; what does not compile matches nobody here. */
function regularExpression(text: string): RegExp | undefined {
  if (!text.startsWith("/")) return undefined;
  try {
    return new RegExp(text.slice(1));
  } catch {
    return undefined;
  }
}
