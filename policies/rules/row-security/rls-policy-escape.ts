import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = ["or-escape", "current-user-escape"];

export default defineRule({
  id: "rls-policy-escape",
  title: "A policy has an alternative that leads past the tenant",
  severity: "critical",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "OR turns a condition on the tenant into a choice: a session without a tenant, with a flag of its own or under another name takes the other branch and sees everybody's rows.",
  fix: "Give those who may see more a role and a policy of their own, and take the OR out.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L06", "L12", "L15"],
  check(table) {
    return policyTraps(table, TRAPS);
  },
});
