import { inert } from "../../postgres/inert";

/** Text as HTML, in elements and in attributes with double quotes. What would change the direction of writing is spelled out. */
export function escaped(text: string): string {
  return inert(text).replace(/[&<>"'`]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

/** Data as the content of a `<script type="application/json">`: no `<`, so that nothing can end the element. */
export function scriptData(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
