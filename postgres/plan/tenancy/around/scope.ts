import { PUBLIC } from "../../../model/acl";
import type { DatabaseModel } from "../../../model/model";
import { membershipGraph } from "../../../model/reach";
import type { Surroundings } from "../../../model/surroundings";
import type { RowSecurityIntent } from "../intent";
import type { PartBuilder } from "../part";
import type { Selection } from "../tables";

/** What every chapter about the surroundings of the policies works on. */
export interface Scope {
  readonly intent: RowSecurityIntent;
  readonly model: DatabaseModel;
  readonly selection: Selection;
  readonly part: PartBuilder;
  readonly surroundings: Surroundings;
  /** The keys of the tenant tables. */
  readonly tables: ReadonlySet<string>;
  /** The tenant roles that exist, and PUBLIC: whose privileges are looked at. */
  readonly grantees: readonly string[];
}

const NOTHING: Surroundings = {
  indexes: [],
  constraints: [],
  descendants: [],
  publications: [],
  triggers: [],
  definers: [],
  views: [],
  otherSchemas: [],
};

/** The scope of a plan. A database that is yet to be created has no surroundings. */
export function scopeOf(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  selection: Selection,
  part: PartBuilder,
): Scope {
  return {
    intent,
    model,
    selection,
    part,
    surroundings: model.surroundings ?? NOTHING,
    tables: new Set(selection.tenant.map(({ key }) => key)),
    grantees: [...intent.tenantRoles.filter((role) => model.roles.has(role)), PUBLIC],
  };
}

/** Whether no policy binds a role to one tenant: by an attribute, as the owner, or by a policy that shows every row. */
export function seesEveryTenant({ intent, model, selection }: Scope, role: string): boolean {
  const attributes = model.roles.get(role);
  if (attributes?.superuser === true || attributes?.bypassRowSecurity === true) return true;
  const { inherits } = membershipGraph(model);
  const owners = new Set([intent.owner, ...selection.tenant.map(({ table }) => table.owner)]);
  return [...owners, ...intent.support.map((one) => one.role)].some((other) => inherits(role, other));
}
