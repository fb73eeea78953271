import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TRAPS, type Trap } from "../../test/traps";

/** The guide that holds the table. */
export const TENANT_GUIDE = join(resolve(__dirname, "..", ".."), "docs", "guides", "tenant-isolation.md");

const BEGIN = "<!-- Printed from the traps by `npx tsx tools/docs/traps.ts`; a test compares. -->";
const END = "<!-- End of the printed table. -->";

/** What becomes of every trap, as a table: each line is proven on real servers by `test/traps`. */
export function trapsTable(traps: readonly Trap[] = TRAPS): string {
  return [
    "| | trap | | how |",
    "| --- | --- | --- | --- |",
    ...traps.map(({ id, title, fate, how }) => `| ${id} | ${title} | **${fate}** | ${how} |`),
  ].join("\n");
}

/** The guide with its table as it should be. Throws where the guide has no place for it. */
export function withTable(guide: string): string {
  const [begin, end] = [guide.indexOf(BEGIN), guide.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${TENANT_GUIDE} has no place for the table of traps`);
  return `${guide.slice(0, begin)}${BEGIN}\n\n${trapsTable()}\n\n${guide.slice(end)}`;
}

if (require.main === module) writeFileSync(TENANT_GUIDE, withTable(readFileSync(TENANT_GUIDE, "utf8")));
