import { OBJECT_KINDS, type ObjectKind } from "../../postgres/model/objects";

/** One part of a dotted name. A part without quotes also stands for its lower-case form, as in SQL. */
export interface NamePart {
  readonly text: string;
  readonly quoted: boolean;
}

/** An object as the user wrote it: `app.orders`, `table app.orders`, `function app.f(integer)`, `app."Odd"".name"`. */
export interface WrittenName {
  readonly kind?: ObjectKind;
  readonly parts: readonly NamePart[];
  /** What stood between parentheses, one entry an argument. */
  readonly args?: readonly string[];
}

/** The longest first, because `table` begins no other kind but `foreign` and `materialized` have words of their own. */
const KINDS = [...OBJECT_KINDS].sort((a, b) => b.length - a.length);

/** Reads an object's name; gives a sentence where it is none. */
export function parseName(written: string): WrittenName | string {
  const text = written.trim();
  const kind = KINDS.find((word) => text.toLowerCase().startsWith(`${word} `) || text.toLowerCase() === word);
  const rest = kind === undefined ? text : text.slice(kind.length).trim();
  const parts: NamePart[] = [];
  const pattern = /"((?:[^"]|"")+)"|([^".()]+)/uy;
  let at = 0;
  while (at < rest.length && rest[at] !== "(") {
    pattern.lastIndex = at;
    const match = pattern.exec(rest);
    if (match === null) return `${JSON.stringify(rest.slice(at))} is no part of a name`;
    const [whole, quoted, bare] = match;
    parts.push(
      quoted === undefined
        ? { text: (bare ?? "").trim(), quoted: false }
        : { text: quoted.replaceAll('""', '"'), quoted: true },
    );
    at += whole.length;
    if (rest[at] !== ".") break;
    at++;
  }
  const args = rest.slice(at);
  if (args !== "" && !(args.startsWith("(") && args.endsWith(")")))
    return `what follows the name is not understood: ${JSON.stringify(args)}`;
  if (parts.some((part) => part.text === "")) return "a part of the name is empty";
  if (parts.length > 3) return "a name has at most three parts: schema, relation, column";
  if (parts.length === 0 && kind !== "database") return "there is no name";
  return {
    ...(kind === undefined ? {} : { kind }),
    parts,
    ...(args === "" ? {} : { args: splitArguments(args.slice(1, -1)) }),
  };
}

/** The arguments of a signature; a comma inside quotes or parentheses is none. */
export function splitArguments(text: string): string[] {
  const found = text.match(/(?:"(?:[^"]|"")*"|\([^)]*\)|[^,"(])+/gu) ?? [];
  return found.map((argument) => argument.trim().replace(/\s+/gu, " ")).filter((argument) => argument !== "");
}
