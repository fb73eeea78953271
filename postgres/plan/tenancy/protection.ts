import { granteeText } from "../../model/keys";
import type { DatabaseModel } from "../../model/model";
import type { SecuredObject } from "../../model/objects";
import { membershipGraph } from "../../model/reach";
import type { Policy, TableSecurity } from "../../model/row-security";
import { alterTableRowSecurity } from "../../sql/alter-table-row-security";
import { alterPolicy, createPolicyOn, dropPolicy } from "../../sql/policy";
import type { CustomPolicies } from "./custom";
import type { RowSecurityIntent } from "./intent";
import { PartBuilder, type TenancyPart } from "./part";
import {
  OWN_POLICIES,
  policyDrift,
  securityText,
  sharedPolicies,
  TENANT_POLICY,
  type WantedPolicy,
  wantedPolicies,
} from "./policies";
import { planShape } from "./shape";
import type { Selection, TenantTable } from "./tables";

/** A table that gets row security, with the policies that it is meant to have. */
interface Protected {
  readonly key: string;
  readonly table: SecuredObject;
  readonly policies: readonly WantedPolicy[];
  /** Why it is protected. */
  readonly reason: string;
}

/**
 * The switches and the policies of tenant tables and of shared ones. All of it happens in one transaction: other sessions
 * see a table as it was or as it is meant, and never anything in between.
 */
export function planProtection(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  { tenant, shared, excepted }: Selection,
  custom: CustomPolicies,
): TenancyPart & { readonly newlyProtected: number } {
  const part = new PartBuilder(model);
  const byShape = new PoliciesByShape(intent);
  const tables: Protected[] = [
    ...tenant.map((one) => ({
      key: one.key,
      table: one.table,
      policies: withCustom(byShape.of(one), one.key, custom),
      reason: `has ${one.columns.map(({ name }) => name).join(", ")}`,
    })),
    ...shared.map(({ key, object, reason }) => ({
      key,
      table: object,
      policies: [...sharedPolicies(intent, reason), ...(custom.policies.get(key) ?? [])],
      reason: `shared: ${reason}`,
    })),
  ];
  judgeSupport(part, intent, model);
  const texts = new WeakMap<readonly WantedPolicy[], string>();
  const meant = (policies: readonly WantedPolicy[]): string => {
    const known = texts.get(policies);
    if (known !== undefined) return known;
    const stored = policies.map((one) => one.stored);
    const text = securityText({ enabled: true, forced: intent.force, policies: stored });
    texts.set(policies, text);
    return text;
  };
  for (const table of tables) protectTable(part, intent, table, meant);
  planShape(part, intent, model, { tenant, shared, excepted });
  for (const { key, reason } of excepted) part.state(key, `left alone: ${reason}`, `left alone: ${reason}`);
  const newlyProtected = tables.filter(({ table }) => table.rowSecurity?.enabled === false).length;
  return Object.assign(part, { newlyProtected });
}

/** The policies of tenant tables. Those of tables with the same tenant columns are one list, made once. */
class PoliciesByShape {
  readonly #intent: RowSecurityIntent;
  readonly #known = new Map<string, readonly WantedPolicy[]>();

  constructor(intent: RowSecurityIntent) {
    this.#intent = intent;
  }

  of(table: TenantTable): readonly WantedPolicy[] {
    // A column's name cannot hold NUL.
    const shape = table.columns.map(({ name, printed, type }) => `${name}\0${printed}\0${type}`).join("\0");
    const known = this.#known.get(shape);
    if (known !== undefined) return known;
    const made = wantedPolicies(this.#intent, table);
    this.#known.set(shape, made);
    return made;
  }
}

/** With the user's own policies for this table, in place of the tenant's where they say so. */
function withCustom(
  policies: readonly WantedPolicy[],
  key: string,
  { instead, policies: own }: CustomPolicies,
): readonly WantedPolicy[] {
  const more = own.get(key);
  if (more === undefined && !instead.has(key)) return policies;
  const kept = policies.filter(({ stored }) => stored.name !== TENANT_POLICY || !instead.has(key));
  return [...kept, ...(more ?? [])];
}

function protectTable(
  part: PartBuilder,
  intent: RowSecurityIntent,
  table: Protected,
  meant: (policies: readonly WantedPolicy[]) => string,
): void {
  const { key, policies } = table;
  const security = table.table.rowSecurity;
  if (security === undefined) return;
  const text = meant(policies);
  if (isAsMeant(security, intent, policies)) {
    part.state(key, text, text);
    return;
  }
  for (const policy of policies) planPolicy(part, table, security, policy);
  for (const policy of security.policies)
    if (!policies.some(({ stored }) => stored.name === policy.name))
      planForeignPolicy(part, intent, table, policy);
  planSwitches(part, table, security, intent);
  part.state(
    key,
    text,
    securityText({ ...security, policies: security.policies.filter((one) => isMine(intent, table, one)) }),
  );
}

/** Whether the table has its switches on and these policies alone. Of a thousand tables that is nearly always so. */
function isAsMeant(
  { enabled, forced, policies: live }: TableSecurity,
  { force }: RowSecurityIntent,
  policies: readonly WantedPolicy[],
): boolean {
  return (
    enabled &&
    forced === force &&
    live.length === policies.length &&
    policies.every(({ stored }) => {
      const now = live.find(({ name }) => name === stored.name);
      return now !== undefined && policyDrift(now, stored) === undefined;
    })
  );
}

/** A policy is for the members of its roles too: a tenant role among them would be bound to nothing. */
function judgeSupport(part: PartBuilder, intent: RowSecurityIntent, model: DatabaseModel): void {
  const graph = membershipGraph(model);
  for (const [index, { role }] of intent.support.entries())
    for (const tenant of intent.tenantRoles)
      if (model.roles.has(tenant) && graph.memberships(tenant).has(role))
        part.problem(
          `support[${index}].role`,
          `${granteeText(tenant)} is a member of ${granteeText(role)} and would see every tenant: take it out`,
        );
}

/** Whether a live policy belongs to what the declaration manages: what stays without being declared does not. */
function isMine(intent: RowSecurityIntent, { policies }: Protected, policy: Policy): boolean {
  return policies.some(({ stored }) => stored.name === policy.name) || isDropped(intent, policy);
}

/** A permissive policy can only open a table further; a restrictive one opens nothing, and is somebody's intention. */
function isDropped({ mode }: RowSecurityIntent, { name, permissive }: Policy): boolean {
  return OWN_POLICIES.has(name) || (permissive && mode === "authoritative");
}

function planForeignPolicy(
  part: PartBuilder,
  intent: RowSecurityIntent,
  { key, table }: Protected,
  policy: Policy,
): void {
  const { name, permissive, roles } = policy;
  if (isDropped(intent, policy)) {
    const to = roles.map(granteeText).join(", ");
    part.change(key, `loses policy ${name} to ${to}`, "not declared", dropPolicy(table, name));
    return;
  }
  part.report(
    key,
    permissive
      ? `policy ${name} is not declared, and a permissive policy can only open the table further: declare it in policies, or drop it`
      : `policy ${name} is not declared: a restrictive policy opens nothing, and it stays; see that it is meant`,
  );
}

function planSwitches(
  part: PartBuilder,
  { key, table, reason }: Protected,
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
  { key, table }: Protected,
  security: TableSecurity,
  wanted: WantedPolicy,
): void {
  const { stored, reason } = wanted;
  const now = security.policies.find((policy) => policy.name === stored.name);
  if (now === undefined) {
    const { gain, sql } = creationOf(wanted);
    part.change(key, gain, reason, sql(table));
    return;
  }
  const drift = policyDrift(now, stored);
  if (drift === undefined) return;
  // ALTER POLICY can change a clause and not take it away.
  const isTakenAway =
    (now.using !== null && stored.using === null) || (now.withCheck !== null && stored.withCheck === null);
  if (now.permissive === stored.permissive && now.command === stored.command && !isTakenAway) {
    const sql = alterPolicy({ table, ...clausesOf(wanted) });
    part.change(key, `policy ${stored.name} is set right: ${drift}`, reason, sql);
    return;
  }
  part.change(
    key,
    `policy ${stored.name} is made anew: ${drift}`,
    reason,
    dropPolicy(table, stored.name),
    creationOf(wanted).sql(table),
  );
}

/** How a policy comes to be, whatever the table. */
interface Creation {
  readonly gain: string;
  readonly sql: (table: SecuredObject) => string;
}

/** A thousand tables have the same few policies, each of which is written once. */
const creations = new WeakMap<WantedPolicy, Creation>();

function creationOf(wanted: WantedPolicy): Creation {
  const known = creations.get(wanted);
  if (known !== undefined) return known;
  const { name, roles } = wanted.stored;
  const made = {
    gain: `gains policy ${name} to ${roles.map(granteeText).join(", ")}`,
    sql: createPolicyOn(clausesOf(wanted)),
  };
  creations.set(wanted, made);
  return made;
}

function clausesOf({ stored, using, withCheck }: WantedPolicy) {
  const { name, permissive, command, roles } = stored;
  return {
    name,
    permissive,
    command,
    roles,
    ...(using === undefined ? {} : { using }),
    ...(withCheck === undefined ? {} : { withCheck }),
  };
}
