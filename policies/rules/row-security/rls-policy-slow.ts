import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = [
  "setting-per-row",
  "function-per-row",
  "per-row-function",
  "volatile-function",
  "tenant-column-wrapped",
  "in-sub-select",
  "correlated-sub-select",
];

export default defineRule({
  id: "rls-policy-slow",
  title: "A policy asks again for every row",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "A setting or a function that is asked for each row costs 4 to 10,000 times what a comparison costs, and an index on the tenant is not used. What is slow is soon switched off.",
  fix: "Put what does not depend on the row into a sub-select, and leave the tenant column bare.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L48"],
  check(table) {
    return policyTraps(table, TRAPS);
  },
});
