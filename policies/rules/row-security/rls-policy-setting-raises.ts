import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { TENANT_POLICY } from "../../../postgres/plan/tenancy/policies";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = ["setting-without-missing-ok", "setting-without-nullif"];

export default defineRule({
  id: "rls-policy-setting-raises",
  title: "A policy fails, instead of showing nothing, where no tenant is set",
  severity: "info",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "Without missing_ok, or with a cast of the empty text, a session that has not set its tenant gets an error from every query: jobs and health checks fail in ways that tempt people to exempt them. As a choice for all tables it is called the strict form.",
  fix: "Write nullif(current_setting('app.tenant_id', true), '').",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L16", "L40"],
  check(table) {
    // Its own policy raises where the strict form was declared, for all tables alike.
    return policyTraps(table, TRAPS, [TENANT_POLICY]);
  },
});
