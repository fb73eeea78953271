import { policyRef } from "../../checks/policies";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

/** Where Supabase keeps what a user may change, and the claim that holds the address. As in the stored form, where a text constant has one spelling. */
const EDITABLE = /'(raw_)?user_meta_?data'|\braw_user_meta_data\b|->> 'email'/i;

export default defineRule({
  id: "rls-policy-user-editable",
  title: "A policy believes what users may change themselves",
  severity: "critical",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with policies",
  why: "What a user writes into the own profile, a token's user_metadata or an e-mail address, then decides whose rows it sees: everybody can become everybody.",
  fix: "Key on an id that only the server gives, and on app_metadata for roles.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L28", "L29", "L23"],
  check(table) {
    const policies = table.rowSecurity?.policies;
    if (policies === undefined || policies.length === 0) return undefined;
    return policies
      .filter((policy) => EDITABLE.test(`${policy.using ?? ""} ${policy.withCheck ?? ""}`))
      .map((policy) => {
        const ref = policyRef(table, policy);
        return finding(
          locate(ref, table),
          `${displayObject(ref)} reads what users may change themselves`,
          `DROP POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)}; -- and one that compares the tenant in its place`,
        );
      });
  },
});
