/** C0 and C1 controls, line and paragraph separators, and characters that are invisible or change the direction of writing. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/**
 * Text that a terminal shows and does not obey: what it might obey is written as `\u{…}`. Names of roles and tables
 * come from whoever may create them.
 */
export function inert(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Like {@link inert}, for JSON text, in JSON's own escapes: it stays the same JSON. */
export function inertJson(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
