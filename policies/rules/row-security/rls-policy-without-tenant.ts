import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = [
  "tenant-not-compared",
  "check-without-tenant",
  "weaker-than-select",
];

export default defineRule({
  id: "rls-policy-without-tenant",
  title: "A policy does not compare the table's tenant",
  severity: "high",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "Whatever else the policy asks, rows of every tenant pass it: that somebody is logged in says nothing of whose rows these are.",
  fix: "Compare the tenant column in USING and in WITH CHECK.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L07", "L24", "L34"],
  check(table) {
    return policyTraps(table, TRAPS);
  },
});
