import { inert } from "../../postgres/inert";

/** How many columns a terminal uses for a text: two for wide characters, none for marks that sit on another one. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^\p{M}$/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** East Asian wide and full-width characters, and pictures. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$|^\p{Emoji_Presentation}$/u;

/** A text filled up with spaces. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/**
 * Breaks a text into lines of at most `width` columns: at spaces, else after `_`, `.` or a comma, else anywhere. What a
 * terminal might obey is made inert first, so that the lines may be shown as they are.
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of inert(text).split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = broken(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** A word in pieces that fit. */
function broken(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const part of word.match(/[^_.,]*[_.,]+|[^_.,]+/gu) ?? [word]) {
    if (displayWidth(piece + part) <= width) {
      piece += part;
      continue;
    }
    if (piece !== "") pieces.push(piece);
    piece = "";
    for (const character of part) {
      if (displayWidth(piece + character) > width) {
        pieces.push(piece);
        piece = "";
      }
      piece += character;
    }
  }
  return [...pieces, piece];
}

/**
 * Rows of texts side by side, each column as wide as it needs, the widest made narrower until all fit into `width`; two
 * spaces between them. Texts that are too long go on in the next line.
 */
export function table(rows: readonly (readonly string[])[], width: number, indent = ""): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const wanted = [...Array(count).keys()].map((at) =>
    Math.max(1, ...rows.map((row) => displayWidth(inert(row[at] ?? "")))),
  );
  const widths = fitted(wanted, width - indent.length - 2 * Math.max(0, count - 1));
  return rows.flatMap((row) => {
    const cells = widths.map((columns, at) => wrapped(row[at] ?? "", columns));
    const height = Math.max(...cells.map((lines) => lines.length));
    return [...Array(height).keys()].map((line) =>
      `${indent}${cells.map((lines, at) => padded(lines[line] ?? "", widths[at] ?? 0)).join("  ")}`.trimEnd(),
    );
  });
}

function fitted(wanted: readonly number[], room: number): number[] {
  const widths = [...wanted];
  const least = 4;
  while (widths.reduce((sum, one) => sum + one, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= least) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
