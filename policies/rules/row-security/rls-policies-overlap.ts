import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = ["second-permissive-policy"];

export default defineRule({
  id: "rls-policies-overlap",
  title: "Several permissive policies of a table are for the same role",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "Permissive policies are OR-ed: the widest of them decides, and a new narrow one takes nothing away.",
  fix: "Put the conditions into one policy with AND, or make the second one RESTRICTIVE TO PUBLIC.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L46"],
  check(table) {
    return policyTraps(table, TRAPS);
  },
});
