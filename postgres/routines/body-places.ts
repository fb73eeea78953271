import type { Library, Token } from "../statements/library";
import type { SqlStatement } from "../statements/parse";

/** What stands between a variable's type and its value. */
const GIVING: ReadonlySet<string> = new Set([":=", "=", "DEFAULT"]);

/** Finds the places of what the parser tells by its line alone. */
export class BodyPlaces {
  readonly #statement: SqlStatement;
  /** Where the body begins, in bytes of the statement; `undefined` where its characters are not those of the text. */
  readonly #from: number | undefined;
  readonly #tokens: readonly {
    readonly line: number;
    readonly token: Token;
    /** True behind END, as in END IF. */
    readonly ends: boolean;
  }[];
  readonly #used = new Set<Token>();
  /** The body. */
  readonly #bytes: Buffer;

  constructor(library: Library, statement: SqlStatement, body: string) {
    this.#statement = statement;
    const bytes = Buffer.from(body);
    this.#bytes = bytes;
    const literal = statement
      .tokens()
      .find(({ tokenName, text }) => tokenName === "SCONST" && text.includes(body) && text.endsWith("$"));
    const opening = literal === undefined ? undefined : /^\$[^$]*\$/.exec(literal.text)?.[0];
    this.#from = literal === undefined || opening === undefined ? undefined : literal.start + opening.length;
    let [line, counted] = [1, 0];
    this.#tokens = tokensOf(library, body).map((token, at, all) => {
      line += bytes.subarray(counted, token.start).filter((one) => one === 10).length;
      counted = token.start;
      return { line, token, ends: all[at - 1]?.text.toUpperCase() === "END" };
    });
  }

  /** The first token of the line that is one of these words and has not been asked for; else the beginning of the body. */
  of(line: number, words: readonly string[]): { readonly line: number; readonly column: number } {
    if (this.#from === undefined) return { line: this.#statement.line, column: this.#statement.column };
    const wanted = words.map((word) => word.toUpperCase());
    const found = this.#tokens.find(
      ({ line: at, token, ends }) =>
        at === line && !ends && wanted.includes(token.text.toUpperCase()) && !this.#used.has(token),
    );
    if (found === undefined) return this.#inFile(0);
    this.#used.add(found.token);
    return this.#inFile(found.token.start);
  }

  /**
   * What a variable is given where it is declared, and the place of its name: of a record the parser's output leaves that
   * out. `undefined` where it is given nothing.
   */
  given(
    line: number,
    names: readonly string[],
  ): { readonly expression: string; readonly line: number; readonly column: number } | undefined {
    const wanted = names.map((name) => name.toUpperCase());
    const from = this.#tokens.findIndex(
      ({ line: at, token }) => at === line && wanted.includes(token.text.toUpperCase()),
    );
    if (from < 0) return undefined;
    let depth = 0;
    let value: number | undefined;
    for (const { token } of this.#tokens.slice(from + 1)) {
      if (depth === 0 && token.text === ";")
        return value === undefined
          ? undefined
          : { expression: this.#bytes.subarray(value, token.start).toString(), ...this.of(line, names) };
      if (token.text === "(") depth += 1;
      if (token.text === ")") depth -= 1;
      if (depth === 0 && value === undefined && GIVING.has(token.text.toUpperCase())) value = token.end;
    }
    return undefined;
  }

  /** The first token at or behind this byte of the body. */
  from(byte: number): { readonly line: number; readonly column: number } {
    if (this.#from === undefined) return { line: this.#statement.line, column: this.#statement.column };
    const found = this.#tokens.find(
      ({ token }) => token.start >= byte && !token.tokenName.endsWith("_COMMENT"),
    );
    return this.#inFile(found?.token.start ?? byte);
  }

  #inFile(byte: number): { readonly line: number; readonly column: number } {
    const before = Buffer.from(this.#statement.text)
      .subarray(0, (this.#from ?? 0) + byte)
      .toString()
      .split("\n");
    const last = [...(before.at(-1) ?? "")].length + 1;
    return {
      line: this.#statement.line + before.length - 1,
      column: before.length === 1 ? this.#statement.column + last - 1 : last,
    };
  }
}

function tokensOf(library: Library, body: string): readonly Token[] {
  try {
    return library.scanSync(body).tokens;
  } catch {
    return [];
  }
}
