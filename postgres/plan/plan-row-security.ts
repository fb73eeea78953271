import { granteeText } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import type { Policy, TableSecurity } from "../model/row-security";
import { alterTableRowSecurity } from "../sql/alter-table-row-security";
import { alterViewSecurityInvoker } from "../sql/alter-view";
import { alterPolicy, createPolicy, dropPolicy } from "../sql/policy";
import { storedTenantExpression, tenantExpression } from "../sql/tenant-expression";
import type { Change, Plan, PlannedStatement, Problem } from "./plan";
import type { RowSecurityIntent } from "./row-security-intent";
import { viewsOver } from "./views-over";

/** A plan with what was found. */
export interface RowSecurityPlan extends Plan {
  /** Table or view → the protection that is meant. */
  readonly desired: Readonly<Record<string, string>>;
  /** The same as it is now. */
  readonly live: Readonly<Record<string, string>>;
  /** Object → what no update can mend. */
  readonly reports: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** The name of the policy that binds tenant roles. */
export const TENANT_POLICY = "palisade_tenant";

/** The name of the policy that lets the owner's migrations work under FORCE. */
export const OWNER_POLICY = "palisade_owner";

/** Desired row security + live model (read with columns) → plan. Pure. */
export function planRowSecurity(intent: RowSecurityIntent, model: DatabaseModel): RowSecurityPlan {
  const plan = new Builder(intent, model);
  const tables = [...model.objects].filter(
    ([, object]) =>
      object.kind === "table" &&
      intent.schemas.includes(object.schema ?? "") &&
      object.extension === undefined,
  );
  const protectedKeys = new Set<string>();
  for (const [key, table] of tables) {
    const column = table.columns?.find(({ name }) => name === intent.column);
    if (column === undefined) continue;
    if (column.type !== intent.type) {
      plan.problems.push({
        path: "columnType",
        reason: `${key} has ${intent.column} of type ${column.type}, and ${intent.type} is declared: change one of them`,
      });
      continue;
    }
    protectedKeys.add(key);
    plan.table(key, table, column.printed);
    if (!column.notNull)
      plan.report(
        key,
        `${intent.column} may be NULL: rows without a tenant are invisible to every tenant; set NOT NULL`,
      );
  }
  for (const [key, view] of viewsOver(model, protectedKeys)) plan.view(key, view);
  return plan.finish();
}

class Builder {
  readonly problems: Problem[] = [];
  readonly #intent: RowSecurityIntent;
  readonly #model: DatabaseModel;
  readonly #changes: Change[] = [];
  readonly #statements: PlannedStatement[] = [];
  readonly #desired: [string, string][] = [];
  readonly #live: [string, string][] = [];
  readonly #reports: [string, string][] = [];
  #newlyProtected = 0;

  constructor(intent: RowSecurityIntent, model: DatabaseModel) {
    this.#intent = intent;
    this.#model = model;
  }

  report(key: string, sentence: string): void {
    this.#reports.push([key, sentence]);
  }

  table(key: string, table: SecuredObject, printedColumn: string): void {
    const security = table.rowSecurity;
    if (security === undefined) return;
    const wanted = [this.#tenantPolicy(printedColumn), this.#ownerPolicy()];
    for (const policy of wanted) this.#policy(key, table, security, policy);
    this.#switches(key, table, security);
    this.#desired.push([
      key,
      securityText({ enabled: true, forced: this.#intent.force, policies: wanted.map(stored) }),
    ]);
    this.#live.push([key, securityText(security)]);
    for (const policy of security.policies) {
      if (wanted.some(({ name }) => name === policy.name)) continue;
      this.report(
        key,
        `policy ${policy.name} was not made by Palisade${policy.permissive ? "; a permissive policy can only open the table further" : ""}: see that it is meant`,
      );
    }
    const indexed = security.leadingIndexColumns?.includes(this.#intent.column) ?? true;
    if (!indexed) {
      this.report(
        key,
        `no index leads with ${this.#intent.column}: every query of a tenant reads the whole table; create one`,
      );
    }
  }

  view(key: string, view: SecuredObject): void {
    if (view.kind === "materialized view") {
      this.report(
        key,
        "holds rows of every tenant, and row security cannot protect a materialized view: grant it to no tenant role",
      );
      return;
    }
    if (this.#model.version < 150000) {
      this.report(
        key,
        "runs as its owner, who sees every tenant (security_invoker needs PostgreSQL 15): grant it to no tenant role",
      );
      return;
    }
    this.#desired.push([key, "security_invoker"]);
    this.#live.push([key, view.securityInvoker === true ? "security_invoker" : "runs as its owner"]);
    if (view.securityInvoker === true) return;
    this.#add(key, "gains security_invoker", "reads a tenant table", alterViewSecurityInvoker(view, true));
  }

  #switches(key: string, table: SecuredObject, security: TableSecurity): void {
    const enable = !security.enabled;
    const force = security.forced !== this.#intent.force;
    if (!enable && !force) return;
    if (enable) this.#newlyProtected++;
    const words = [
      ...(enable ? ["ENABLE ROW LEVEL SECURITY"] : []),
      ...(force ? [`${this.#intent.force ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY`] : []),
    ];
    for (const text of words)
      this.#changes.push({ object: key, text: `gains ${text}`, reason: `has ${this.#intent.column}` });
    const sql = alterTableRowSecurity({
      table,
      ...(enable ? { enable } : {}),
      ...(force ? { force: this.#intent.force } : {}),
    });
    this.#statement(key, words.join(", "), sql);
  }

  #policy(key: string, table: SecuredObject, security: TableSecurity, wanted: WantedPolicy): void {
    const now = security.policies.find(({ name }) => name === wanted.name);
    const to = wanted.roles.map(granteeText).join(", ");
    const sql = { table, ...wanted, using: wanted.expression, withCheck: wanted.expression };
    if (now === undefined) {
      this.#add(key, `gains policy ${wanted.name} to ${to}`, wanted.reason, createPolicy(sql));
      return;
    }
    const drift = policyDrift(now, stored(wanted));
    if (drift === undefined) return;
    if (now.permissive && now.command === "ALL") {
      this.#add(key, `policy ${wanted.name} is set right: ${drift}`, wanted.reason, alterPolicy(sql));
      return;
    }
    this.#add(
      key,
      `policy ${wanted.name} is made anew: ${drift}`,
      wanted.reason,
      dropPolicy(table, wanted.name),
      createPolicy(sql),
    );
  }

  #tenantPolicy(printedColumn: string): WantedPolicy {
    const { column, type, setting, tenantRoles } = this.#intent;
    return {
      name: TENANT_POLICY,
      permissive: true,
      command: "ALL",
      roles: tenantRoles,
      expression: tenantExpression({ column, type, setting }),
      storedExpression: storedTenantExpression({ column: printedColumn, type, setting }),
      reason: `has ${column}`,
    };
  }

  #ownerPolicy(): WantedPolicy {
    return {
      name: OWNER_POLICY,
      permissive: true,
      command: "ALL",
      roles: [this.#intent.owner],
      expression: "true",
      storedExpression: "true",
      reason: "migrations work under FORCE",
    };
  }

  #add(object: string, text: string, reason: string, ...sql: string[]): void {
    this.#changes.push({ object, text, reason });
    for (const statement of sql) this.#statement(object, text, statement);
  }

  /** Only the owner of a table may say who sees its rows. */
  #statement(object: string, text: string, sql: string): void {
    const owner = this.#model.objects.get(object)?.owner;
    const right = owner === undefined ? {} : { asOwner: owner };
    this.#statements.push({ sql, reason: `${object}: ${text}`, ...right });
  }

  finish(): RowSecurityPlan {
    const changed = new Set(this.#changes.map(({ object }) => object)).size;
    const summary =
      changed === 0
        ? []
        : [
            `row security: ${changed} ${changed === 1 ? "object changes" : "objects change"}, ${this.#newlyProtected} of them newly protected`,
          ];
    return {
      changes: this.#changes,
      statements: this.#statements,
      summary,
      desired: sorted(this.#desired),
      live: sorted(this.#live),
      reports: sorted(merge(this.#reports)),
      problems: this.problems,
      model: this.#model,
    };
  }
}

interface WantedPolicy {
  readonly name: string;
  readonly permissive: boolean;
  readonly command: "ALL";
  readonly roles: readonly string[];
  readonly expression: string;
  readonly storedExpression: string;
  readonly reason: string;
}

function stored(wanted: WantedPolicy): Policy {
  const { name, permissive, command, roles, storedExpression } = wanted;
  return {
    name,
    permissive,
    command,
    roles: [...roles].sort(),
    using: storedExpression,
    withCheck: storedExpression,
  };
}

function policyDrift(now: Policy, wanted: Policy): string | undefined {
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
function securityText({ enabled, forced, policies }: TableSecurity): string {
  const state = `${enabled ? "enabled" : "disabled"}, ${forced ? "forced" : "not forced"}`;
  const own = policies.map((policy) => {
    const whole = policy.permissive && policy.command === "ALL" && policy.using === policy.withCheck;
    const form = whole
      ? ""
      : ` as ${policy.permissive ? "permissive" : "restrictive"} for ${policy.command}, check (${policy.withCheck ?? ""})`;
    return `${policy.name} to ${policy.roles.map(granteeText).join(", ")}${form} using (${policy.using ?? ""})`;
  });
  return [state, ...own.sort()].join("; ");
}

function merge(entries: readonly (readonly [string, string])[]): [string, string][] {
  const merged = new Map<string, string>();
  for (const [key, text] of entries) merged.set(key, merged.has(key) ? `${merged.get(key)}. ${text}` : text);
  return [...merged];
}

function sorted(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
