import { granteeText } from "../../model/keys";
import type { Policy, TableSecurity } from "../../model/row-security";
import { storedTenantExpression, tenantExpression } from "../../sql/tenant-expression";
import type { RowSecurityIntent } from "./intent";
import type { TenantTable } from "./tables";

/** The name of the policy that binds tenant roles. */
export const TENANT_POLICY = "palisade_tenant";

/** The name of the policy that lets the owner's migrations work under FORCE. */
export const OWNER_POLICY = "palisade_owner";

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

/** The policies that a tenant table is meant to have. */
export function wantedPolicies(intent: RowSecurityIntent, table: TenantTable): readonly WantedPolicy[] {
  return [tenantPolicy(intent, table), ownerPolicy(intent)];
}

function tenantPolicy({ keys, tenantRoles }: RowSecurityIntent, { columns }: TenantTable): WantedPolicy {
  const [key] = keys;
  const [column] = columns;
  if (key === undefined || column === undefined) throw new RangeError("a tenant table has a tenant column");
  const sql = tenantExpression(key);
  const stored = storedTenantExpression({ ...key, column: column.printed });
  return whole(TENANT_POLICY, tenantRoles, sql, stored, `has ${key.column}`);
}

function ownerPolicy({ owner }: RowSecurityIntent): WantedPolicy {
  return whole(OWNER_POLICY, [owner], "true", "true", "migrations work under FORCE");
}

/** A permissive policy for all commands, in both directions alike. */
function whole(
  name: string,
  roles: readonly string[],
  sql: string,
  stored: string,
  reason: string,
): WantedPolicy {
  return {
    stored: {
      name,
      permissive: true,
      command: "ALL",
      roles: [...roles].sort(),
      using: stored,
      withCheck: stored,
    },
    using: sql,
    withCheck: sql,
    reason,
  };
}

/** What is different about a policy, in words; `undefined` where nothing is. */
export function policyDrift(now: Policy, wanted: Policy): string | undefined {
  const differences = [
    ...(now.permissive === wanted.permissive ? [] : [now.permissive ? "was PERMISSIVE" : "was RESTRICTIVE"]),
    ...(now.command === wanted.command ? [] : [`was FOR ${now.command}`]),
    ...(JSON.stringify(now.roles) === JSON.stringify(wanted.roles)
      ? []
      : [`was TO ${now.roles.map(granteeText).join(", ")}`]),
    ...(now.using === wanted.using ? [] : [`was USING (${now.using ?? ""})`]),
    ...(now.withCheck === wanted.withCheck ? [] : [`was WITH CHECK (${now.withCheck ?? ""})`]),
  ];
  return differences.length === 0 ? undefined : differences.join(", ");
}

/** For example `enabled, forced; palisade_owner to shop_owner; palisade_tenant to shop_app, shop_readonly`. */
export function securityText({ enabled, forced, policies }: TableSecurity): string {
  const state = `${enabled ? "enabled" : "disabled"}, ${forced ? "forced" : "not forced"}`;
  const own = policies.map((policy) => {
    const plain = policy.permissive && policy.command === "ALL" && policy.using === policy.withCheck;
    const form = plain
      ? ""
      : ` as ${policy.permissive ? "permissive" : "restrictive"} for ${policy.command}, check (${policy.withCheck ?? ""})`;
    return `${policy.name} to ${policy.roles.map(granteeText).join(", ")}${form} using (${policy.using ?? ""})`;
  });
  return [state, ...own.sort()].join("; ");
}
