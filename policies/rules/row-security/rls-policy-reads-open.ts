import { policyRef } from "../../checks/policies";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { isKnown } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "rls-policy-reads-open",
  title: "A policy believes a table that has no row-level security itself",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies whose tables are known",
  why: "A policy reads other tables with the caller's rights, so that the caller may read them, and without row security all of them: who belongs to whom is shown to everybody. Who may write there as well decides for itself what it sees.",
  fix: "Enable row-level security on the table that is read, with a policy that shows each one its own rows.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["L22"],
  options: {
    schemas: {
      type: "strings",
      default: ["palisade_tenancy", "auth"],
      description:
        "Schemas whose tables the rule leaves alone: those of Palisade, whose rows are nobody's secret, and of Supabase's login.",
    },
  },
  check(table, { facts, options }) {
    const { policies, policyReads } = table.rowSecurity ?? {};
    if (policies === undefined || policyReads === undefined || policies.length === 0) return undefined;
    return policies.flatMap((policy) => {
      const read = policyReads.find((one) => one.policy === policy.name)?.relations ?? [];
      const open = read
        .flatMap((identity) => factsAbout(facts, "table", identity))
        .filter(
          ({ rowSecurity }) =>
            rowSecurity !== undefined && isKnown(rowSecurity.enabled) && !rowSecurity.enabled,
        )
        .map(({ object }) => object)
        .filter(({ schema }) => !options.schemas.includes(schema ?? ""));
      if (open.length === 0) return [];
      const ref = policyRef(table, policy);
      return [
        finding(
          locate(ref, table),
          `${displayObject(ref)} reads ${open.map(displayObject).join(", ")} without row-level security`,
          `${open.map((object) => `ALTER TABLE ${sqlTable(object)} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;`).join(" ")} -- and a policy that shows each one its own rows`,
        ),
      ];
    });
  },
});
