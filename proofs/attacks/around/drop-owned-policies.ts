import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { setTenant } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { heldBack, moot, type Observation, reached, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
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

/** Drops what it owns, and looks for other tenants' rows in every tenant table that it may read. */
export function dropOwnedObservations(context: AttackContext): Promise<Observation[]> {
  const tables = context.scene.targets["tenant table"].filter((table) => mayTry(context, table, "read"));
  return Promise.all(
    tables.map(async (table) => {
      const seed = context.seed(table);
      if ("missing" in seed) return unable(whyMissing(seed));
      const { tenant } = seed.own;
      return context.attempt({
        statements: [
          "DROP OWNED BY CURRENT_USER",
          setTenant(table.setting, tenant),
          `SELECT EXISTS (SELECT FROM ${quoteObject(table.object)}
             WHERE ${quoteIdentifier(table.column)}::text IS DISTINCT FROM ${quoteLiteral(tenant)}) AS seen`,
        ],
        read: ([row]) =>
          row?.["seen"] === true
            ? reached(`then saw rows of another tenant in ${table.key}`)
            : heldBack("then saw no row of another tenant"),
      });
    }),
  );
}
