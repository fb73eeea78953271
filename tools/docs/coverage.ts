import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CATALOGUE, type Decidable } from "../../policies/catalogue/rows";
import { REASONS, type Reason, WITHOUT_RULE } from "../../policies/catalogue/without-rule";
import { RULES } from "../../policies/rules";

/** Where the page lies. */
export const COVERAGE_PAGE = join(resolve(__dirname, "..", ".."), "docs", "coverage.md");

const TITLES: Readonly<Record<Reason, string>> = {
  machine: "Outside of what SQL tells",
  cloud: "Declared in a cloud's resources",
  elsewhere: "Done by another part of Palisade",
  decided: "Decided otherwise",
  open: "Not written yet",
};

/** A row of the catalogue with the rules that cover it. */
interface Row {
  readonly id: string;
  readonly decidable: Decidable;
  readonly rules: readonly string[];
}

/** The rows in their order. */
export function catalogueRows(): Row[] {
  return Object.entries(CATALOGUE)
    .flatMap(([decidable, ids]) =>
      ids.map((id) => ({
        id,
        decidable: decidable as Decidable,
        rules: RULES.filter((rule) => (rule.catalogue as readonly string[]).includes(id)).map(
          (rule) => rule.id,
        ),
      })),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The page about the catalogue, printed from the rules and from what has none. */
export function coveragePage(): string {
  const rows = catalogueRows();
  const covered = rows.filter(({ rules }) => rules.length > 0);
  const without = (reason: Reason) => rows.filter(({ id }) => WITHOUT_RULE[id]?.reason === reason);
  return `${[
    "# Coverage of the check catalogue",
    "",
    "<!-- Printed from the rules by `npx tsx tools/docs/coverage.ts`. A test compares; do not edit. -->",
    "",
    `The catalogue of November 2026 merges what 35 scanners and policy sets check: ${rows.length} rows. ${covered.length} of them are covered by ${new Set(covered.flatMap(({ rules }) => rules)).size} rules; each of the others has its reason here.`,
    "",
    "| | rows |",
    "|---|---|",
    `| covered by a rule | ${covered.length} |`,
    ...REASONS.map(
      (reason) =>
        `| ${TITLES[reason].replace(/^./, (first) => first.toLowerCase())} | ${without(reason).length} |`,
    ),
    "",
    "## Covered",
    "",
    "| row | decidable | rules |",
    "|---|---|---|",
    ...covered.map(
      ({ id, decidable, rules }) =>
        `| ${id} | ${decidable} | ${rules.map((rule) => `[${rule}](RULES.md#${rule})`).join(", ")} |`,
    ),
    ...REASONS.flatMap((reason) => [
      "",
      `## ${TITLES[reason]}`,
      "",
      "| row | decidable | why there is no rule |",
      "|---|---|---|",
      ...without(reason).map(({ id, decidable }) => `| ${id} | ${decidable} | ${WITHOUT_RULE[id]?.text} |`),
    ]),
  ].join("\n")}\n`;
}

if (require.main === module) {
  writeFileSync(COVERAGE_PAGE, coveragePage());
  process.stdout.write(`${COVERAGE_PAGE}\n`);
}
