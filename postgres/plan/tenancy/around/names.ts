import { MAX_IDENTIFIER_BYTES } from "../../../sql/quote";

/** `<name>_<ending>`, with so much of the name as PostgreSQL keeps: it would cut off the ending, which tells names apart. */
export function derivedName(name: string, ending: string): string {
  const room = MAX_IDENTIFIER_BYTES - Buffer.byteLength(ending) - 1;
  let kept = name;
  while (Buffer.byteLength(kept) > room) kept = [...kept].slice(0, -1).join("");
  return `${kept}_${ending}`;
}
