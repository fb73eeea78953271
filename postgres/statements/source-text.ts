import type { Node } from "../expression/types";
import type { Library, Token } from "./library";

/** A place in a text, from 1; the column in characters. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** One statement of a file, and where it begins. */
export interface SqlStatement extends TextPlace {
  /** PostgreSQL's own parse tree: `{ CreateStmt: { … } }`. */
  readonly node: Node;
  /** The statement's text, without comments in front of it. */
  readonly text: string;
  /** True where psql runs what the statement's rows hold (`\gexec`). */
  readonly rowsRun?: true;
  /** Its tokens, with their places in bytes from the beginning of `text`. */
  tokens(): readonly Token[];
}

/** A text with places in bytes, as the parser counts, and in lines and characters, as people do. */
export class SourceText {
  readonly text: string;
  readonly bytes: Buffer;
  readonly #lines: number[] = [0];

  constructor(text: string) {
    this.text = text;
    this.bytes = Buffer.from(text);
    for (let at = this.bytes.indexOf(10); at >= 0; at = this.bytes.indexOf(10, at + 1))
      this.#lines.push(at + 1);
  }

  slice(from: number, to: number): string {
    return this.bytes.subarray(from, to).toString();
  }

  /** How many lines lie in front of this byte. */
  lineOf(byte: number): number {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lines[middle] ?? 0) <= byte) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  place(byte: number): TextPlace {
    const line = this.lineOf(byte);
    return { line: line + 1, column: [...this.slice(this.#lines[line] ?? 0, byte)].length + 1 };
  }

  /** The parser counts the space and the comments in front of a statement to it. `comments`: where each ends, by where it begins. */
  firstToken(from: number, to: number, comments: ReadonlyMap<number, number>): number {
    let at = from;
    for (;;) {
      while (at < to && /\s/.test(String.fromCharCode(this.bytes[at] ?? 0))) at += 1;
      const end = comments.get(at);
      if (end === undefined) return at;
      at = end;
    }
  }

  statement(library: Library, node: Node, from: number, to: number, rowsRun: boolean): SqlStatement {
    const text = this.slice(from, to);
    return {
      node,
      text,
      ...this.place(from),
      ...(rowsRun ? { rowsRun } : {}),
      tokens: () => library.scanSync(text).tokens,
    };
  }
}
