import { granteeText } from "../../model/keys";
import type { Policy, PolicyCommand, TableSecurity } from "../../model/row-security";
import { type Condition, tenantCondition } from "./forms/condition";
import type { RowSecurityIntent } from "./intent";
import type { TenantTable } from "./tables";

/** The name of the policy that binds tenant roles. */
export const TENANT_POLICY = "palisade_tenant";

/** The name of the policy that lets the owner's migrations work under FORCE. */
export const OWNER_POLICY = "palisade_owner";

/** The name of the policy that lets tenant roles read what all tenants share. */
export const SHARED_POLICY = "palisade_shared";

/** The name of the policy by which support roles read the rows of every tenant. */
export const SUPPORT_POLICY = "palisade_support";

/** The name of the policy by which support roles read and write the rows of every tenant. */
export const SUPPORT_ALL_POLICY = "palisade_support_all";

/** The names of the policies that are made here and by nobody else. */
export const OWN_POLICIES: ReadonlySet<string> = new Set([
  TENANT_POLICY,
  OWNER_POLICY,
  SHARED_POLICY,
  SUPPORT_POLICY,
  SUPPORT_ALL_POLICY,
]);

/** A policy as it is meant: what is sent to the server, and what the server will then store. */
export interface WantedPolicy {
  readonly stored: Policy;
  /** USING as SQL; absent for INSERT. */
  readonly using?: string;
  /** WITH CHECK as SQL; absent for SELECT and DELETE. */
  readonly withCheck?: string;
  /** Why it is there. */
  readonly reason: string;
}

/** The policies that a tenant table is meant to have beside the user's own. */
export function wantedPolicies(intent: RowSecurityIntent, table: TenantTable): readonly WantedPolicy[] {
  return [tenantPolicy(intent, table), ...openPolicies(intent)];
}

/** The policies of those who see every tenant: the owner, and support roles. */
export function openPolicies({ owner, support }: RowSecurityIntent): readonly WantedPolicy[] {
  const readers = support.filter(({ command }) => command === "SELECT");
  const writers = support.filter(({ command }) => command === "ALL");
  const reasons = (roles: typeof support) => [...new Set(roles.map(({ reason }) => reason))].join("; ");
  return [
    policy(OWNER_POLICY, "ALL", [owner], EVERY_ROW, "migrations work under FORCE"),
    ...(readers.length === 0
      ? []
      : [
          policy(
            SUPPORT_POLICY,
            "SELECT",
            readers.map(({ role }) => role),
            EVERY_ROW,
            reasons(readers),
          ),
        ]),
    ...(writers.length === 0
      ? []
      : [
          policy(
            SUPPORT_ALL_POLICY,
            "ALL",
            writers.map(({ role }) => role),
            EVERY_ROW,
            reasons(writers),
          ),
        ]),
  ];
}

/** The policies of a table that every tenant may read, and none may write whatever it is granted. */
export function sharedPolicies(intent: RowSecurityIntent, reason: string): readonly WantedPolicy[] {
  return [policy(SHARED_POLICY, "SELECT", intent.tenantRoles, EVERY_ROW, reason), ...openPolicies(intent)];
}

const EVERY_ROW: Condition = { sql: "true", stored: "true" };

function tenantPolicy(intent: RowSecurityIntent, { columns }: TenantTable): WantedPolicy {
  const reason = `has ${columns.map(({ name }) => name).join(", ")}`;
  return policy(TENANT_POLICY, "ALL", intent.tenantRoles, tenantCondition(intent, columns), reason);
}

/** A permissive policy, in both directions alike. */
function policy(
  name: string,
  command: Extract<PolicyCommand, "ALL" | "SELECT">,
  roles: readonly string[],
  { sql, stored }: Condition,
  reason: string,
): WantedPolicy {
  const writes = command === "ALL";
  return {
    stored: {
      name,
      permissive: true,
      command,
      roles: [...roles].sort(),
      using: stored,
      withCheck: writes ? stored : null,
    },
    using: sql,
    ...(writes ? { withCheck: sql } : {}),
    reason,
  };
}

/** What is different about a policy, in words; `undefined` where nothing is. */
export function policyDrift(now: Policy, wanted: Policy): string | undefined {
  const differences = [
    ...(now.permissive === wanted.permissive ? [] : [now.permissive ? "was PERMISSIVE" : "was RESTRICTIVE"]),
    ...(now.command === wanted.command ? [] : [`was FOR ${now.command}`]),
    ...(isSameList(now.roles, wanted.roles) ? [] : [`was TO ${now.roles.map(granteeText).join(", ")}`]),
    ...(now.using === wanted.using ? [] : [`was USING (${oneLine(now.using)})`]),
    ...(now.withCheck === wanted.withCheck ? [] : [`was WITH CHECK (${oneLine(now.withCheck)})`]),
  ];
  return differences.length === 0 ? undefined : differences.join(", ");
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** For example `enabled, forced; palisade_owner to shop_owner; palisade_tenant to shop_app, shop_readonly`. */
export function securityText({ enabled, forced, policies }: TableSecurity): string {
  const state = `${enabled ? "enabled" : "disabled"}, ${forced ? "forced" : "not forced"}`;
  const own = policies.map((policy) => {
    const plain = policy.permissive && policy.command === "ALL" && policy.using === policy.withCheck;
    const form = plain
      ? ""
      : ` as ${policy.permissive ? "permissive" : "restrictive"} for ${policy.command}, check (${oneLine(policy.withCheck)})`;
    return `${policy.name} to ${policy.roles.map(granteeText).join(", ")}${form} using (${oneLine(policy.using)})`;
  });
  return [state, ...own.sort()].join("; ");
}

/** The server breaks the lines of a sub-select; a preview's line is one. */
function oneLine(expression: string | null): string {
  return (expression ?? "").replaceAll(/\s*\n\s*/g, " ");
}
