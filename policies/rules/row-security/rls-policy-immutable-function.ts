import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = ["immutable-function-reads-setting"];

export default defineRule({
  id: "rls-policy-immutable-function",
  title: "A policy calls an IMMUTABLE function that reads the session",
  severity: "high",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "The planner evaluates an immutable function once and keeps the plan: in a pooled session the next tenant gets the rows of the one before.",
  fix: "ALTER FUNCTION … STABLE.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L37"],
  check(table) {
    return policyTraps(table, TRAPS);
  },
});
