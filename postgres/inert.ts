/**
 * Text that a terminal shows and does not obey: control characters, those that change the direction of writing, and
 * invisible ones are written as `\u{…}`. Names of roles and tables come from whoever may create them.
 */
export function inert(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Like {@link inert}, for text of several lines: they stay lines. Each line's own text is made inert before it becomes one. */
export function inertLines(text: string): string {
  return text.split("\n").map(inert).join("\n");
}

/** Like {@link inert}, for JSON text: the same characters as JSON's own escapes, so that it stays the same JSON. */
export function inertJson(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** C0 without tab and line feed, DEL and C1; line and paragraph separators; bidirectional and invisible formatting (Unicode category Cf). */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** JSON's own line feeds and spaces stay; inside its texts control characters are escaped already. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
