import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { SHARED_POLICY, SUPPORT_POLICY } from "../../../postgres/plan/tenancy/policies";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = ["select-without-update", "write-without-select"];

export default defineRule({
  id: "rls-writes-not-covered",
  title: "A table's policies let a role read what it cannot write, or the other way round",
  severity: "info",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "What a role may do is the business of GRANT. Where policies do it, an UPDATE that changes no row fails silently, and nobody finds out why.",
  fix: "Let one policy FOR ALL say it for every command.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L19"],
  check(table) {
    // What was declared as shared is read by every tenant and written by none; a support role reads where nothing else was declared.
    return policyTraps(table, TRAPS, [SHARED_POLICY, SUPPORT_POLICY]);
  },
});
