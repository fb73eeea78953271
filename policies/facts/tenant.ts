import type { Passes } from "../../postgres/expression/constant";
import type { PolicyClause } from "../../postgres/expression/types";
import { PUBLIC } from "../../postgres/model/acl";
import type { Policy } from "../../postgres/model/row-security";
import type { Facts } from "./facts";
import { factsAbout } from "./lookup";
import type { SourcePlace } from "./object-ref";
import type { TableFact, ViewFact } from "./objects";
import type { RoleGraph } from "./role-graph";

/**
 * True where the rows of the table belong to tenants: the declaration says so, the table has row security or
 * policies, or it has the tenant column.
 */
export function isTenantTable(table: TableFact, tenantColumn: string): boolean {
  return table.declaredTenant || hasRowSecurity(table) || hasTenantColumn(table, tenantColumn);
}

/** True where row security is on, or at least somebody wrote a policy. */
export function hasRowSecurity(table: TableFact): boolean {
  return table.rowSecurity?.enabled === true || (table.rowSecurity?.policies?.length ?? 0) > 0;
}

/** True where the table is known to have the column. */
export function hasTenantColumn(table: TableFact, tenantColumn: string): boolean {
  return table.columns?.some((column) => column.name === tenantColumn) ?? false;
}

/** Migrations: the statement that gave the table its tenant column. */
export function tenantPlace(table: TableFact, tenantColumn: string): SourcePlace | undefined {
  return table.columns?.find((column) => column.name === tenantColumn)?.place;
}

/**
 * The identities of the relations that a view reads, through views below it too. `undefined` where the source does not know
 * what a view reads.
 */
export function relationsRead(facts: Facts, view: ViewFact): ReadonlySet<string> | undefined {
  const seen = new Set<string>();
  const open = [view];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (next.reads === undefined) return undefined;
    for (const identity of next.reads) {
      if (seen.has(identity)) continue;
      seen.add(identity);
      open.push(...factsAbout(facts, "view", identity));
    }
  }
  return seen;
}

/** The tables among {@link relationsRead}. */
export function tablesRead(facts: Facts, view: ViewFact): readonly TableFact[] | undefined {
  const read = relationsRead(facts, view);
  return read === undefined
    ? undefined
    : [...read].flatMap((identity) => factsAbout(facts, "table", identity));
}

/** True where the policy is for this role: by name, for PUBLIC, or for a role that it can act as. */
export function appliesTo(policy: Policy, role: string, graph: RoleGraph): boolean {
  return policy.roles.some((name) => name === PUBLIC || name === role || graph.reachable(role).has(name));
}

/** True where a role reads the table's rows without any tenant standing in its way. */
export function seesEveryRow(role: string, table: TableFact, graph: RoleGraph): boolean {
  const fact = graph.role(role);
  if (fact?.superuser === true || fact?.bypassRowSecurity === true) return true;
  const ownsIt =
    table.owner !== undefined && (role === table.owner || graph.reachable(role).has(table.owner));
  if (ownsIt && table.rowSecurity?.forced !== true) return true;
  const policies = (table.rowSecurity?.policies ?? []).filter(
    (policy) => appliesTo(policy, role, graph) && (policy.command === "ALL" || policy.command === "SELECT"),
  );
  const opened = policies.some((policy) => policy.permissive && isOpen(table, policy, "using"));
  return opened && !policies.some((policy) => !policy.permissive && !isOpen(table, policy, "using"));
}

/** True where a clause of the policy lets every row through, or isn't there. */
export function isOpen(table: TableFact, policy: Policy, clause: PolicyClause): boolean {
  return policy[clause] === null || passesOf(table, policy[clause]) === "always";
}

/** What a condition of one of the table's policies lets through, where that is the same for every row. */
export function passesOf(table: TableFact, condition: string): Passes | undefined {
  return table.rowSecurity?.passes?.get(condition);
}
