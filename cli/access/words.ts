import type { AfterSetRole, Reason } from "../../postgres/effective/effective";
import type { Obstacle } from "../../postgres/effective/obstacles";
import type { RowFilter } from "../../postgres/effective/row-filter";
import { granteeText, objectKey } from "../../postgres/model/keys";
import type { SecuredObject } from "../../postgres/model/objects";
import { type PrivilegeSet, privilegeNames, privilegeSet } from "../../postgres/model/privileges";
import type { Path } from "../../postgres/model/reach";

/** `shop_app → shop_reader`: a way of memberships. */
export function pathText(path: Path): string {
  return path.map(granteeText).join(" → ");
}

/** How a role comes to its privileges: `directly`, `member of a → b`, `PUBLIC` … */
export function reasonText({ how, path, ofRelation }: Reason): string {
  return `${wayText(how, path)}${ofRelation === true ? ", of the whole relation" : ""}`;
}

function wayText(how: Reason["how"], path: Path): string {
  const over = pathText(path.slice(1));
  switch (how) {
    case "superuser":
      return "superuser";
    case "public":
      return "PUBLIC";
    case "owner":
      return path.length === 1 ? "owner" : `owner, as member of ${over}`;
    case "predefined":
      return path.length === 1 ? "built in" : `built in, as member of ${over}`;
    case "grant":
      return path.length === 1 ? "directly" : `member of ${over}`;
    default:
      return how satisfies never;
  }
}

/** `SET ROLE shop_owner (by shop_app → shop_owner)`; the way is told only where it is longer than one membership. */
export function setRoleText({ path }: Pick<AfterSetRole, "path">): string {
  const target = `SET ROLE ${granteeText(path.at(-1) ?? "")}`;
  return path.length <= 2 ? target : `${target} (by ${pathText(path)})`;
}

/** `SELECT, INSERT*`: privileges in full, with a star after what may be passed on; `all` for all of the kind. */
export function privilegesText(set: PrivilegeSet, grantable: PrivilegeSet, all?: PrivilegeSet): string {
  if (set === all && set !== 0 && privilegeNames(set).length > 2)
    return (grantable & set) === set ? "all*" : (grantable & set) === 0 ? "all" : names(set, grantable);
  return names(set, grantable);
}

function names(set: PrivilegeSet, grantable: PrivilegeSet): string {
  return privilegeNames(set)
    .map((name) => ((grantable & privilegeSet([name])) === 0 ? name : `${name}*`))
    .join(", ");
}

/** `no USAGE on schema app`. */
export function obstacleText({ privilege, object }: Obstacle): string {
  return `no ${privilege} on ${objectKey(object)}`;
}

/** What row security means for one role on one table. */
export function rowFilterText({ bypass, policies }: RowFilter): string {
  if (bypass !== undefined) return `row security bypassed (${bypass})`;
  if (policies.length === 0) return "row security lets no row through: no policy is for this role";
  return `row security filters by ${policies.map((name) => granteeText(name)).join(", ")}`;
}

/** What row security a table has; empty for what has none. */
export function tableSecurityText({ rowSecurity }: SecuredObject): string {
  if (rowSecurity === undefined) return "";
  const { enabled, forced, policies } = rowSecurity;
  if (!enabled)
    return policies.length === 0 ? "row security off" : "row security off, although it has policies";
  const count = `${policies.length} ${policies.length === 1 ? "policy" : "policies"}`;
  return `row security on${forced ? " and forced" : ", not forced"}, ${count}`;
}

/** `12 tables`, `1 table`. */
export function counted(count: number, kind: string): string {
  if (count === 1) return `1 ${kind}`;
  return `${count} ${kind.replace(/y$/u, "ie").replace(/ss$/u, "sse").replace(/x$/u, "xe")}s`;
}

/** An object's name without its kind and, where it has one, its schema: `orders`, `add(integer)`, `users.email`. */
export function shortName(object: SecuredObject): string {
  const { schema: _schema, ...rest } = object;
  return objectKey(rest).slice(object.kind.length + 1);
}

/** What a role is, in a few words. */
export function roleText(role: {
  readonly superuser: boolean;
  readonly login: boolean;
  readonly bypassRowSecurity: boolean;
  readonly createRole: boolean;
}): string {
  return [
    role.superuser ? "superuser" : "",
    role.login ? "login" : "no login",
    role.bypassRowSecurity ? "BYPASSRLS" : "",
    role.createRole ? "CREATEROLE" : "",
  ]
    .filter((word) => word !== "")
    .join(", ");
}
