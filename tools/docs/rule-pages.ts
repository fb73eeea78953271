import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { controlsOf } from "../../policies/catalogue/frameworks";
import { isKnown } from "../../policies/facts/maybe";
import { decidableFromDeclaration } from "../../policies/packs/policies";
import type { Rule } from "../../policies/rule";
import { isAtLeast } from "../../policies/severity";
import type { LiveProof, Proof } from "../../policies/testing/proof";
import { type RuleFile, ruleFiles } from "../../policies/testing/proofs";
import { declaredProgram } from "./declared-program";

/** Where the pages lie. */
export const RULE_PAGES = join(resolve(__dirname, "..", ".."), "docs", "rules");

const MARK =
  "<!-- Printed from the rule and its proof by `npx tsx tools/docs/rule-pages.ts`. A test compares; do not edit. -->";

/** The pages, one a rule and an index, by the name of the file. What they show as bad and as mended is what the tests run. */
export function rulePages(files: readonly RuleFile[] = ruleFiles()): Map<string, string> {
  const sorted = [...files].sort((a, b) => (a.id < b.id ? -1 : 1));
  return new Map([
    ["README.md", indexPage(sorted)],
    ...sorted.map((file): [string, string] => [`${file.id}.md`, rulePage(file)]),
  ]);
}

function indexPage(files: readonly RuleFile[]): string {
  return lines([
    "# Rules, one by one",
    "",
    MARK,
    "",
    "By topic, with their configuration: [RULES.md](../RULES.md). Which rows of the check catalogue they cover: [coverage.md](../coverage.md).",
    "",
    "| rule | severity | what is wrong |",
    "|---|---|---|",
    ...files.map(({ id, rule }) => `| [${id}](${id}.md) | ${rule.severity} | ${forMarkdown(rule.title)} |`),
  ]);
}

function rulePage({ rule, proof }: RuleFile): string {
  return lines([
    `# ${rule.id}`,
    "",
    MARK,
    "",
    `**${forMarkdown(rule.title)}.** Severity ${rule.severity}; ${whereText(rule)}.`,
    "",
    "## Why it matters",
    "",
    forMarkdown(rule.why),
    "",
    "## What mends it",
    "",
    forMarkdown(rule.fix),
    ...(proof === undefined ? [] : [...example(proof.live), ...written(proof)]),
    ...(proof === undefined ? [] : programExample(proof)),
    ...program(rule),
    ...optionLines(rule),
    "",
    "## Where it stands elsewhere",
    "",
    `Check catalogue: ${rule.catalogue.join(", ") || "none of its rows"}.`,
    ...controlLines(rule),
    ...(rule.references.length === 0
      ? []
      : ["", "## To read on", "", ...rule.references.map((address) => `- <${address}>`)]),
  ]);
}

function program({ palisade, withoutPalisade }: Rule): string[] {
  if (palisade !== undefined) return ["", "In a Pulumi program with Palisade:", "", "```ts", palisade, "```"];
  return withoutPalisade === undefined
    ? []
    : ["", `In a Pulumi program with Palisade: ${forMarkdown(withoutPalisade)}.`];
}

function whereText(rule: Rule): string {
  const preview = decidableFromDeclaration(rule);
  const pack = isAtLeast(rule.severity, "high") ? "mandatory" : "advice";
  const where = [
    ...(preview ? [`judged at preview (${pack} in the pack \`baseline\`)`] : []),
    ...(rule.world === undefined || rule.world === "server"
      ? ["judged on a running server by `palisade audit`"]
      : []),
    ...(rule.world === "migrations" ? ["judged in migrations by `palisade lint`"] : []),
  ];
  return where.join(" and ");
}

/** What brings it about and what ends it, as the rule's proof does it on real servers. */
function example(live: LiveProof): string[] {
  switch (live.kind) {
    case "sql":
      return [
        ...block("Found after", "sql", foundAfter(live).map(statement)),
        ...block("No longer found after", "sql", live.fix.map(statement)),
      ];
    case "alter-system":
      return [
        ...block("Found with", "ini", [`${live.setting} = '${live.bad}'`]),
        ...block("Not found with", "ini", [`${live.setting} = '${live.fixed}'`]),
      ];
    case "restart":
      return [
        ...block("Found with", "ini", settingLines({ ...live.shared, ...live.bad })),
        ...block("Not found with", "ini", settingLines({ ...live.shared, ...live.fixed })),
      ];
    case "hba":
      return [
        ...block(
          `Found with this line in ${live.file === "ident_file" ? "pg_ident.conf" : "pg_hba.conf"}`,
          "text",
          [live.bad],
        ),
        ...block("Not found with", "text", [live.fixed]),
      ];
    case "certificate":
    case "as-is":
    case "none":
      return [];
    default:
      return live satisfies never;
  }
}

/** What brings it about; what there is without a word, where nothing has to be done for it. */
function foundAfter({ setup = [], bad }: Extract<LiveProof, { kind: "sql" }>): readonly string[] {
  if (bad.length > 0) return bad;
  const made = setup.filter((sql) => !sql.startsWith("CREATE ROLE"));
  return made.length > 0 ? made : ["-- what a new database has by itself"];
}

/** What no statement of a proof shows: its own example, or the settings that it is about. */
function written({ example: given, bad, fixed, live }: Proof): string[] {
  if (given !== undefined)
    return [
      ...block("Found with", given.language, given.bad),
      ...block("Not found with", given.language, given.fixed),
    ];
  const lines = ({ setting = [] }: Proof["bad"]) =>
    setting.flatMap(({ name, value }) => (isKnown(value) ? [`${name} = '${value}'`] : []));
  return live.kind === "as-is" && bad.setting !== undefined
    ? [...block("Found with", "ini", lines(bad)), ...block("Not found with", "ini", lines(fixed))]
    : [];
}

/** The same in a program, where one can bring it about. */
function programExample({ declaration }: Proof): string[] {
  if (declaration?.kind !== "resources") return [];
  return [
    ...block("Found in a Pulumi program", "ts", [declaredProgram(declaration.bad)]),
    ...block("Not found in", "ts", [declaredProgram(declaration.fixed)]),
  ];
}

function settingLines(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
}

function block(title: string, language: string, content: readonly string[]): string[] {
  return ["", `${title}:`, "", `\`\`\`${language}`, ...content, "```"];
}

function statement(sql: string): string {
  return /^--|;$/.test(sql.trim()) ? sql.trim() : `${sql.trim()};`;
}

function optionLines(rule: Rule): string[] {
  const options = Object.entries(rule.options);
  if (options.length === 0) return [];
  return [
    "",
    "## Options",
    "",
    ...options.map(
      ([name, spec]) =>
        `- \`${name}\` (${spec.type === "strings" ? "list of texts" : spec.type}, default \`${JSON.stringify(spec.default)}\`): ${forMarkdown(spec.description)}`,
    ),
  ];
}

function controlLines(rule: Rule): string[] {
  const byFramework = new Map<string, string[]>();
  for (const { framework, version, id } of controlsOf(rule)) {
    const name = `${framework} ${version}`;
    byFramework.set(name, [...(byFramework.get(name) ?? []), id]);
  }
  if (byFramework.size === 0) return [];
  return [
    "",
    "| framework | controls that it gives evidence for |",
    "|---|---|",
    ...[...byFramework].map(([name, ids]) => `| ${name} | ${ids.join(", ")} |`),
  ];
}

function lines(page: readonly string[]): string {
  return `${page.join("\n")}\n`;
}

/** Markdown would take these for its own. */
function forMarkdown(text: string): string {
  return text.replace(/[<>*|]/g, "\\$&");
}

if (require.main === module) {
  const pages = rulePages();
  mkdirSync(RULE_PAGES, { recursive: true });
  for (const name of readdirSync(RULE_PAGES)) if (!pages.has(name)) rmSync(join(RULE_PAGES, name));
  for (const [name, text] of pages) writeFileSync(join(RULE_PAGES, name), text);
  process.stdout.write(`${RULE_PAGES}: ${pages.size} pages\n`);
}
