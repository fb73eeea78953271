import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PackConfig } from "../../policies/packs/config";
import { decidableFromDeclaration } from "../../policies/packs/policies";
import { type Rule, TOPICS, type Topic } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { isAtLeast, SEVERITIES } from "../../policies/severity";

/** Where the page lies. */
export const RULES_PAGE = join(resolve(__dirname, "..", ".."), "docs", "RULES.md");

const TOPIC_TITLES: Readonly<Record<Topic, string>> = {
  roles: "Roles",
  privileges: "Privileges",
  "row-security": "Row-level security",
  functions: "Functions",
  extensions: "Extensions",
  authentication: "Authentication",
  tls: "TLS",
  network: "Network",
  logging: "Logging and audit",
  backup: "Backup",
  databases: "Databases",
  server: "The server",
  waivers: "Waivers",
};

/** The page about all rules, printed from the rules themselves. */
export function rulesPage(rules: readonly Rule[] = RULES): string {
  const topics = TOPICS.filter((topic) => rules.some((rule) => rule.topic === topic));
  return `${[
    "# Rules",
    "",
    "<!-- Printed from the rules by `npx tsx tools/docs/rules.ts`. A test compares; do not edit. -->",
    "",
    `${rules.length} rules: ${SEVERITIES.map((severity) => count(rules, severity))
      .filter((text) => text !== "")
      .join(", ")}.`,
    "",
    "**Where**: `preview` rules judge what a program declares, before anything is changed, in the policy pack `baseline`; `audit` rules judge a running server (`palisade audit`). In the pack, critical and high rules are mandatory and the others advice; in the pack `strict` all are mandatory but those of severity info.",
    "",
    ...configurationLines(),
    "",
    "| rule | severity | where |",
    "|---|---|---|",
    ...topics.flatMap((topic) =>
      rules
        .filter((rule) => rule.topic === topic)
        .map((rule) => `| [${rule.id}](rules/${rule.id}.md) | ${rule.severity} | ${whereOf(rule)} |`),
    ),
    ...topics.flatMap((topic) => [
      "",
      `## ${TOPIC_TITLES[topic]}`,
      ...rules.filter((rule) => rule.topic === topic).flatMap(ruleLines),
    ]),
  ].join("\n")}\n`;
}

/** What the page shows as a configuration; a test holds it to what the pack takes. */
export const EXAMPLE_CONFIG = {
  rules: {
    "role-createrole-login": { enforcementLevel: "mandatory", allowed: ["admin"] },
    "role-no-connection-limit": "disabled",
  },
  waivers: [
    {
      key: "rls-not-forced:shop:table app.orders",
      reason: "the importer needs it until it has a role of its own",
      expires: "2027-01-31",
    },
  ],
} as const satisfies PackConfig;

function configurationLines(): string[] {
  return [
    "**Configuration of the pack**: `palisade.policy.json` in the project's folder, or the file that `PALISADE_POLICY_CONFIG` names. A rule is `mandatory`, `advisory` or `disabled`, or an object with `enforcementLevel` and the rule's options; a name that does not exist is refused.",
    "",
    "```json",
    JSON.stringify(EXAMPLE_CONFIG, null, 2),
    "```",
    "",
    "**Waivers**: a finding to live with for a while, by the key that the report and the violation show. From the day after `expires` on the finding counts again, and the waiver is one too, as is a waiver that nothing needs. `palisade audit --waivers FILE` takes a file with the same `waivers`.",
  ];
}

function count(rules: readonly Rule[], severity: (typeof SEVERITIES)[number]): string {
  const number = rules.filter((rule) => rule.severity === severity).length;
  return number === 0 ? "" : `${number} ${severity}`;
}

function whereOf(rule: Rule): string {
  return [
    ...(decidableFromDeclaration(rule) ? ["preview"] : []),
    ...(rule.world === undefined || rule.world === "server" ? ["audit"] : []),
    ...(rule.world === "migrations" ? ["lint"] : []),
  ].join(", ");
}

function ruleLines(rule: Rule): string[] {
  const options = Object.entries(rule.options);
  return [
    "",
    `### ${rule.id}`,
    "",
    `**${rule.title}.** ${rule.severity}${isAtLeast(rule.severity, "high") && decidableFromDeclaration(rule) ? ", mandatory in `baseline`" : ""}; ${whereOf(rule)}${rule.catalogue.length === 0 ? "" : `; catalogue ${rule.catalogue.join(", ")}`}.`,
    "",
    `${forMarkdown(rule.why)}`,
    "",
    `*Fix:* ${forMarkdown(rule.fix)}`,
    ...(options.length === 0
      ? []
      : [
          "",
          ...options.map(
            ([name, spec]) =>
              `- option \`${name}\` (${spec.type === "strings" ? "list of texts" : spec.type}, default \`${JSON.stringify(spec.default)}\`): ${forMarkdown(spec.description)}`,
          ),
        ]),
    ...(rule.references.length === 0
      ? []
      : ["", `*See:* ${rule.references.map((reference) => `<${reference}>`).join(", ")}`]),
  ];
}

/** Markdown would take these for its own. */
function forMarkdown(text: string): string {
  return text.replace(/[<>*|]/g, "\\$&");
}

if (require.main === module) {
  writeFileSync(RULES_PAGE, rulesPage());
  process.stdout.write(`${RULES_PAGE}\n`);
}
