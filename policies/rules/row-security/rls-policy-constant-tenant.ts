import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "rls-policy-constant-tenant",
  title: "A policy has a tenant written into it",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "The policy shows the rows of one tenant to whoever it is for, whatever tenant the session has; or it was meant for a test and stayed.",
  fix: "Compare with the session's tenant. For support and tests use a role with a policy of its own.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L18"],
  check: (table) => policyTraps(table, ["tenant-constant"]),
});
