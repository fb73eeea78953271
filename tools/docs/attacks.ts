import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ATTACKS, type Attack, FAMILIES, type Family } from "../../proofs";

/** Where the page lies. */
export const ATTACKS_PAGE = join(resolve(__dirname, "..", ".."), "docs", "ATTACKS.md");

/** The page about all attacks, printed from the attacks themselves. */
export function attacksPage(attacks: readonly Attack[] = ATTACKS): string {
  const families = (Object.keys(FAMILIES) as Family[]).filter((family) =>
    attacks.some((attack) => attack.family === family),
  );
  return `${[
    "# Attacks",
    "",
    "<!-- Printed from the attacks by `npx tsx tools/docs/attacks.ts`. A test compares; do not edit. -->",
    "",
    `${attacks.length} attacks that \`palisade prove\` makes on a live database. [Proof](guides/proof.md) says how they are made and how to read what comes of them.`,
    ...families.flatMap((family) => [
      "",
      `## ${capital(family)}`,
      "",
      capital(FAMILIES[family]),
      ...attacks.filter((attack) => attack.family === family).flatMap(attackLines),
    ]),
  ].join("\n")}\n`;
}

function attackLines(attack: Attack): string[] {
  return [
    "",
    `### ${attack.id}`,
    "",
    `**${attack.title}.** ${capital(attack.severity)}; made ${aim(attack)}.`,
    "",
    attack.why,
    "",
    `- Defence: ${attack.defence}.`,
    `- Fix: ${attack.fix}.`,
  ];
}

function aim(attack: Attack): string {
  if ("aims" in attack)
    return attack.aims === "server"
      ? "once, by a fresh connection"
      : "by a fresh connection as every role that may log in";
  const who = attack.as.length === 3 ? "as every role" : `as ${attack.as.join(" and ")}`;
  const where = attack.target === "database" ? "on the database" : `on every ${attack.target}`;
  const since = attack.since === undefined ? "" : `, from PostgreSQL ${Math.floor(attack.since / 10_000)}`;
  return `${who}, ${where.replace("every schema public", "schema public")}${since}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (require.main === module) writeFileSync(ATTACKS_PAGE, attacksPage());
