import { granteeText } from "../../model/keys";
import type { DatabaseModel } from "../../model/model";
import type { TableSecurity } from "../../model/row-security";
import { alterTableRowSecurity } from "../../sql/alter-table-row-security";
import { alterPolicy, createPolicy, dropPolicy } from "../../sql/policy";
import type { RowSecurityIntent } from "./intent";
import { PartBuilder, type TenancyPart } from "./part";
import { policyDrift, securityText, type WantedPolicy, wantedPolicies } from "./policies";
import type { TenantTable } from "./tables";

/** The switches and the policies of tenant tables: policies first, so that no table is closed to its rightful tenant in between. */
export function planProtection(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  tables: readonly TenantTable[],
): TenancyPart & { readonly newlyProtected: number } {
  const part = new PartBuilder(model);
  for (const table of tables) protectTable(part, intent, table);
  const newlyProtected = tables.filter(({ table }) => table.rowSecurity?.enabled === false).length;
  return Object.assign(part, { newlyProtected });
}

function protectTable(part: PartBuilder, intent: RowSecurityIntent, tenant: TenantTable): void {
  const { key, table } = tenant;
  const security = table.rowSecurity;
  if (security === undefined) return;
  const wanted = wantedPolicies(intent, tenant);
  for (const policy of wanted) planPolicy(part, tenant, security, policy);
  planSwitches(part, tenant, security, intent);
  part.state(
    key,
    securityText({ enabled: true, forced: intent.force, policies: wanted.map(({ stored }) => stored) }),
    securityText(security),
  );
  for (const policy of security.policies) {
    if (wanted.some(({ stored }) => stored.name === policy.name)) continue;
    part.report(
      key,
      `policy ${policy.name} was not made by Palisade${policy.permissive ? "; a permissive policy can only open the table further" : ""}: see that it is meant`,
    );
  }
  const [first] = intent.keys;
  if (first !== undefined && security.leadingIndexColumns?.includes(first.column) === false)
    part.report(
      key,
      `no index leads with ${first.column}: every query of a tenant reads the whole table; create one`,
    );
  for (const { name, notNull } of tenant.columns)
    if (!notNull)
      part.report(
        key,
        `${name} may be NULL: rows without a tenant are invisible to every tenant; set NOT NULL`,
      );
}

function planSwitches(
  part: PartBuilder,
  { key, table, columns }: TenantTable,
  security: TableSecurity,
  intent: RowSecurityIntent,
): void {
  const enable = !security.enabled;
  const force = security.forced !== intent.force;
  if (!enable && !force) return;
  const words = [
    ...(enable ? ["ENABLE ROW LEVEL SECURITY"] : []),
    ...(force ? [`${intent.force ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY`] : []),
  ];
  const reason = `has ${columns.map(({ name }) => name).join(", ")}`;
  for (const text of words) part.changes.push({ object: key, text: `gains ${text}`, reason });
  const sql = alterTableRowSecurity({
    table,
    ...(enable ? { enable } : {}),
    ...(force ? { force: intent.force } : {}),
  });
  part.statement(key, words.join(", "), sql);
}

function planPolicy(
  part: PartBuilder,
  { key, table }: TenantTable,
  security: TableSecurity,
  wanted: WantedPolicy,
): void {
  const { stored, reason, using, withCheck } = wanted;
  const now = security.policies.find((policy) => policy.name === stored.name);
  const { name, permissive, command, roles } = stored;
  const sql = {
    table,
    name,
    permissive,
    command,
    roles,
    ...(using === undefined ? {} : { using }),
    ...(withCheck === undefined ? {} : { withCheck }),
  };
  if (now === undefined) {
    const to = stored.roles.map(granteeText).join(", ");
    part.change(key, `gains policy ${stored.name} to ${to}`, reason, createPolicy(sql));
    return;
  }
  const drift = policyDrift(now, stored);
  if (drift === undefined) return;
  if (now.permissive === stored.permissive && now.command === stored.command) {
    part.change(key, `policy ${stored.name} is set right: ${drift}`, reason, alterPolicy(sql));
    return;
  }
  part.change(
    key,
    `policy ${stored.name} is made anew: ${drift}`,
    reason,
    dropPolicy(table, stored.name),
    createPolicy(sql),
  );
}
