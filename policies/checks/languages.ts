import type { LanguageFact } from "../facts/objects";

/** True for the languages of the server's own code: they are always there, and nobody but a superuser may ever write in them. */
export function isOfTheServer({ name }: LanguageFact): boolean {
  return name === "c" || name === "internal";
}
