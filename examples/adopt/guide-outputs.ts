import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const GUIDE = join(__dirname, "..", "..", "docs", "guides", "access.md");

/** The outputs that the guide quotes below a heading: its fenced blocks without a language, each as its lines. */
export function quotedBelow(heading: string): string[][] {
  const guide = readFileSync(GUIDE, "utf8");
  const [, rest] = guide.split(`\n${heading}\n`);
  assert.ok(rest !== undefined, `the guide has no heading ${heading}`);
  const [section = ""] = rest.split(/^#{2,4} /m);
  const blocks = [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  const quoted = blocks.flatMap(([, language, text = ""]) =>
    language === "" ? [text.trim().split("\n")] : [],
  );
  assert.ok(quoted.length > 0, `the guide quotes nothing below ${heading}`);
  return quoted;
}

/** The lines of an output that begin with the name of a role of the story, each once: what a preview tells beside its lines. */
export function keptLines(output: string): string[] {
  const lines = output.split("\n").map((line) => line.trim());
  return [
    ...new Set(
      lines.filter((line) => /^(PUBLIC|postgres|kea\w*) keeps? .*, which is not declared$/.test(line)),
    ),
  ];
}

/** The warning about what an update takes away, with all that follows it, as the preview prints it. */
export function lossWarning(output: string): string[] {
  const lines = output.split("\n");
  const first = lines.findIndex((line) => line.includes("warning: this update takes access away:"));
  assert.ok(first >= 0, output);
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => !/^\s+[-+] /.test(line));
  return ["warning: this update takes access away:", ...rest.slice(0, end).map((line) => `  ${line.trim()}`)];
}

/** The engine aligns what stands in one block, which the guide leaves out. */
function unaligned(line: string): string {
  return line.trim().replace(/ +/g, " ").replace(" :", ":");
}

/** The lines of a quoted output stand in an output, in this order and directly behind one another but for `…`. */
export function assertQuotes(output: string, quoted: readonly string[]): void {
  const lines = output.split("\n").map(unaligned);
  let at = -1;
  let anywhere = true;
  for (const line of quoted.map(unaligned)) {
    if (line === "…") {
      anywhere = true;
      continue;
    }
    const found: number = anywhere ? lines.indexOf(line, at + 1) : lines[at + 1] === line ? at + 1 : -1;
    assert.ok(found >= 0, `the guide quotes\n${line}\nwhich is not in\n${output}`);
    [at, anywhere] = [found, false];
  }
}
