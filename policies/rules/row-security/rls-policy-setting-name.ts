import type { PolicyFindingId } from "../../../postgres/expression/findings";
import { policyTraps } from "../../checks/policy-traps";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const TRAPS: readonly PolicyFindingId[] = ["setting-without-prefix", "malformed-setting"];

export default defineRule({
  id: "rls-policy-setting-name",
  title: "A policy reads a setting that cannot tell a tenant",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "policies that bind somebody",
  why: "A name without a dot is a setting of the server's own, or none that anybody can set; a malformed one is refused. The policy then compares with something else than the tenant.",
  fix: "Use a setting with a prefix of your own, for example app.tenant_id.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L21"],
  check(table) {
    return policyTraps(table, TRAPS);
  },
});
