import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "rls-policy-users-unbound",
  title: "A policy asks whether a user exists, and not whether it is the caller",
  severity: "critical",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "EXISTS over the table of users is true as soon as anybody has the row that it looks for: every caller passes, signed in or not, and sees every row.",
  fix: "Bind the sub-select to the caller: AND id = (SELECT auth.uid()).",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L31"],
  check: (table) => policyTraps(table, ["users-not-bound"]),
});
