import { effectivePrivileges } from "../../../effective/effective";
import { PUBLIC } from "../../../model/acl";
import { granteeText, objectKey } from "../../../model/keys";
import type { SecuredObject } from "../../../model/objects";
import { type PrivilegeSet, privilegeSet } from "../../../model/privileges";
import { alterViewSecurityInvoker } from "../../../sql/alter-view";
import { viewsOver } from "../views-over";
import { type Scope, seesEveryTenant } from "./scope";
import { waysTo, wayText } from "./ways";

const ROWS = privilegeSet(["SELECT", "INSERT", "UPDATE", "DELETE"]);

/** security_invoker came with this version. */
const INVOKER_VERSION = 150000;

/**
 * Refuses what a tenant role may read or write and no policy protects: materialized views and foreign tables with
 * tenants' rows, excepted or not; views that run as somebody who sees every tenant and that nothing here can mend; and
 * partitions in schemas that are not declared.
 */
export function judgeExposure(scope: Scope): void {
  const { model, selection, surroundings, tables } = scope;
  const holders = new Map<string, SecuredObject>();
  const keyColumns = new Set(scope.intent.keys.map(({ column }) => column));
  for (const { key, object } of selection.excepted)
    if (object.kind !== "table" && (object.columns ?? []).some(({ name }) => keyColumns.has(name)))
      holders.set(key, object);
  // What is excepted has the rows all the same, and so has what reads it.
  const bare = readersOf(surroundings.views, new Set(holders.keys()));
  for (const [key, view] of readersOf(surroundings.views, new Set([...tables, ...holders.keys()])))
    holders.set(key, view);
  const mended = new Set(viewsOver(model, tables).map(([key]) => key));
  for (const [key, object] of holders) {
    if (object.kind !== "view")
      refuseWays(
        scope,
        key,
        object,
        `holds rows of every tenant, and a ${object.kind} cannot have row security`,
      );
    else judgeView(scope, key, object, { bare: bare.has(key), mended: mended.has(key) });
  }
  for (const { parent, child } of surroundings.descendants) {
    if (!tables.has(parent)) continue;
    const key = objectKey(child);
    const why = `belongs to ${parent} and lies in a schema that is not declared, where no update protects it; add ${JSON.stringify(child.schema)} to schemas, or take it away`;
    if (!refuseWays(scope, key, child, why)) scope.part.report(key, why);
  }
}

/**
 * A view is harmless where whoever asks needs rights of his own. `mended`: this update sees to that. `bare`: it reads what no
 * policy binds anybody to, so that it does not matter who its owner is.
 */
function judgeView(
  scope: Scope,
  key: string,
  view: SecuredObject,
  { bare, mended }: { readonly bare: boolean; readonly mended: boolean },
): void {
  if (view.securityInvoker === true) return;
  const has = scope.model.version >= INVOKER_VERSION;
  if (has && mended) return;
  if (!bare && !seesEveryTenant(scope, view.owner)) return;
  const as = `runs as ${granteeText(view.owner)}`;
  const why = bare
    ? `${as} and reads what holds rows of every tenant and cannot have row security`
    : `${as}, who sees every tenant`;
  const cure = has
    ? `; or ${alterViewSecurityInvoker(view, true)}`
    : " (security_invoker needs PostgreSQL 15)";
  refuseWays(scope, key, view, `${why}${cure}`);
}

/** A problem for each way of a tenant role to the rows; false where there is none. */
function refuseWays(scope: Scope, key: string, object: SecuredObject, why: string): boolean {
  const { intent, model, part } = scope;
  let found = false;
  for (const [index, role] of intent.tenantRoles.entries()) {
    if (!model.roles.has(role)) continue;
    for (const way of waysTo(model, role, object, ROWS)) {
      if (!reachesSchema(scope, role, object.schema)) continue;
      found = true;
      part.problem(`tenantRoles[${index}]`, `${wayText(way)} on ${key}, which ${why}; ${way.cure}`);
    }
  }
  return found;
}

const USAGE: PrivilegeSet = privilegeSet(["USAGE"]);

/** Names in a schema need USAGE on it. Of a schema that nobody read it is supposed. */
export function reachesSchema(
  { model, surroundings }: Scope,
  role: string,
  name: string | undefined,
): boolean {
  const schema =
    model.objects.get(`schema ${name}`) ?? surroundings.otherSchemas.find((one) => one.name === name);
  if (schema === undefined || waysTo(model, role, schema, USAGE).length > 0) return true;
  const { owner, reasons } = effectivePrivileges(model).on(role === PUBLIC ? PUBLIC : role, schema);
  return owner !== undefined || reasons.some(({ how }) => how === "superuser");
}

/** The views that read one of these relations, directly or through other views. */
function readersOf(
  views: readonly SecuredObject[],
  relations: ReadonlySet<string>,
): ReadonlyMap<string, SecuredObject> {
  const found = new Map<string, SecuredObject>();
  let before = -1;
  while (before !== found.size) {
    before = found.size;
    for (const view of views)
      if (view.reads?.some((source) => relations.has(source) || found.has(source)) === true)
        found.set(objectKey(view), view);
  }
  return found;
}
