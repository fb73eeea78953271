/** A text in whose place of psql's commands and rows of COPY stand spaces, so that every other place stays right. */
export interface WithoutCommands {
  readonly text: string;
  /** The lines, from 0, whose `\gexec` runs what the query in front of it gives. */
  readonly rowsRun: ReadonlySet<number>;
  /** What `\i` and its like read, with the line, from 0, and the column in characters. */
  readonly includes: readonly { readonly file: string; readonly line: number; readonly column: number }[];
}

/** The commands that send the query in front of them, as a semicolon does. */
const SENDS = String.raw`\\(?:g|gx|gexec|gset|gdesc|crosstabview|watch|bind)`;

const AT_END = new RegExp(String.raw`^(.*?[\s)'"\w])(${SENDS}(?:\s[^'$]*)?)$`);

const INCLUDE = /^(\s*)\\(?:i|ir|include|include_relative)\s+'?([^'\s]+)/;

/** Leaves out lines for psql (`\connect`, `\restrict`) and the rows of COPY, as pg_dump writes them. */
export function withoutClientCommands(text: string): WithoutCommands {
  const rowsRun = new Set<number>();
  const includes: { file: string; line: number; column: number }[] = [];
  if (!/^[^\S\n]*(?:\\|COPY\b)|\\[gwcb]/im.test(text)) return { text, rowsRun, includes };
  let inRows = false;
  let copy: string | undefined;
  const lines = text.split("\n").map((line, at) => {
    if (inRows) {
      inRows = line.trimEnd() !== "\\.";
      return blank(line);
    }
    if (copy !== undefined || /^\s*COPY\b/i.test(line)) {
      copy = `${copy ?? ""} ${line}`;
      if (!line.includes(";")) return line;
      inRows = /\bFROM\s+stdin\b[^;]*;\s*$/i.test(copy);
      copy = undefined;
      return line;
    }
    if (/^\s*\\/.test(line)) {
      const [, indent = "", file] = INCLUDE.exec(line) ?? [];
      if (file !== undefined) includes.push({ file, line: at, column: indent.length + 1 });
      inRows = /^\s*\\copy\b.*\bfrom\s+p?stdin\b/i.test(line);
      return new RegExp(String.raw`^\s*${SENDS}\b`).test(line) ? sent("", line, at) : blank(line);
    }
    const [, query, command] = AT_END.exec(line) ?? [];
    return query === undefined || command === undefined ? line : sent(query, command, at);
  });
  return { text: lines.join("\n"), rowsRun, includes };

  function sent(query: string, command: string, at: number): string {
    if (/\\gexec\b/.test(command)) rowsRun.add(at);
    return `${query};${blank(command).slice(1)}`;
  }
}

function blank(line: string): string {
  return " ".repeat(Buffer.byteLength(line));
}
