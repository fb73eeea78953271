import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { heldBack, moot, type Observation, reached, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { type SeedRow, whyMissing } from "../../seed/seeds";
import { mayTry } from "../tenant/actions";

/** `DROP OWNED BY` oneself takes one's name out of policies on other people's tables (CVE-2026-116311). */
export default defineAttack({
  id: "drop-owned-policies",
  title: "Takes itself out of the policies that bind it by DROP OWNED",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  why: "A restrictive policy made for one role vanishes with that role's name, and what it held back is open.",
  defence:
    "permissive policies made for the role (without them it sees nothing), or restrictive ones made for PUBLIC",
  fix: "make restrictive policies TO PUBLIC, rest on one permissive policy TO the role, and install the server's latest minor release",
  run: async (context) => {
    const observations = await dropOwnedObservations(context);
    return observations.length > 0 ? observations : moot("it can read no tenant table");
  },
});

/** How many tables are looked at after one DROP OWNED, which itself looks at all that the role has. */
const TOGETHER = 50;

/** Drops what it owns, and looks for other tenants' rows in every tenant table that it may read. */
export async function dropOwnedObservations(context: AttackContext): Promise<Observation[]> {
  const observations: Observation[] = [];
  const groups = new Map<string, Suspect[]>();
  for (const table of context.privateTables) {
    if (!mayTry(context, table, "read")) continue;
    const seed = context.seed(table);
    if ("missing" in seed) {
      observations.push(unable(whyMissing(seed)));
      continue;
    }
    const { own } = seed;
    const key = JSON.stringify([table.keys.map(({ source }) => source), own.values]);
    groups.set(key, [...(groups.get(key) ?? []), { table, own }]);
  }
  const chunks = [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / TOGETHER) }, (_, index) =>
      group.slice(index * TOGETHER, (index + 1) * TOGETHER),
    ),
  );
  const seen = await Promise.all(chunks.map((chunk) => lookTogether(context, chunk)));
  return [...observations, ...seen.flat()];
}

interface Suspect {
  readonly table: TenantTable;
  readonly own: SeedRow;
}

/** Tables of one tenant in one statement; where it is refused, each half by itself, down to the one. */
async function lookTogether(context: AttackContext, suspects: readonly Suspect[]): Promise<Observation[]> {
  const [first] = suspects;
  if (first === undefined) return [];
  const looks = suspects.map(
    ({ table: { key, column, object }, own: { tenant } }) =>
      `SELECT ${quoteLiteral(key)} AS place WHERE EXISTS (SELECT FROM ${quoteObject(object)}
         WHERE ${quoteIdentifier(column)}::text IS DISTINCT FROM ${quoteLiteral(tenant)})`,
  );
  const seen = await context.attempt({
    statements: [
      "DROP OWNED BY CURRENT_USER",
      context.serve(first.table, first.own),
      looks.join("\nUNION ALL "),
    ],
    read: (rows) =>
      rows.length > 0
        ? reached(`then saw rows of another tenant in ${rows.map(({ place }) => place).join(", ")}`)
        : heldBack("then saw no row of another tenant"),
  });
  if (seen.kind !== "refused" || suspects.length === 1) return [seen];
  const half = suspects.length >> 1;
  return [
    ...(await lookTogether(context, suspects.slice(0, half))),
    ...(await lookTogether(context, suspects.slice(half))),
  ];
}
