import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "rls-policy-unknown-role",
  title: "A policy compares auth.role() with a role that does not exist",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "No request runs as that role, so that the condition is never true, or with <> always: the policy lets in nobody, or everybody.",
  fix: "Name the role behind TO, where PostgreSQL itself refuses one that does not exist.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L32"],
  check: (table) => policyTraps(table, ["unknown-request-role"]),
});
