import { inertJson } from "../../postgres/inert";
import { PUBLIC } from "../../postgres/model/acl";
import { objectKey } from "../../postgres/model/keys";
import type { SecuredObject } from "../../postgres/model/objects";
import { type PrivilegeSet, privilegeNames } from "../../postgres/model/privileges";
import { VERSION } from "../version";
import type { Asked } from "./asked";
import type { AccessView, Cell, RoleView } from "./view";

/** The answer as JSON, version 1. The shape is written down in docs/guides/access.md; fields are only ever added. */
export function renderJson(view: AccessView, asked: Asked): string {
  return `${inertJson(JSON.stringify(accessReport(view, asked), null, 2))}\n`;
}

/** The answer as data. A role of `null` is PUBLIC. Combinations without any access are left out. */
export function accessReport(view: AccessView, asked: Asked) {
  return {
    schemaVersion: 1,
    tool: { name: "palisade", version: VERSION },
    target: {
      host: asked.host,
      port: asked.port,
      database: view.model.database,
      serverVersion: asked.serverVersion,
    },
    asked: { role: asked.role ?? null, object: asked.object === undefined ? null : objectKey(asked.object) },
    roles: view.roles.map(roleEntry),
    objects: view.rows.flatMap(({ objects }) => objects.map(objectEntry)),
    access: view.rows.flatMap(({ objects, cells }) =>
      cells.flatMap((cell, at) =>
        (cell.privileges | cell.grantable) === 0 && cell.afterSetRole.length === 0
          ? []
          : [
              {
                role: nameOf(view.roles[at]?.name ?? PUBLIC),
                objects: objects.map(objectKey),
                ...cellEntry(cell),
              },
            ],
      ),
    ),
  };
}

function nameOf(role: string): string | null {
  return role === PUBLIC ? null : role;
}

function roleEntry({ name, role, inherited, settable, administered }: RoleView) {
  return {
    role: nameOf(name),
    ...(role === undefined
      ? {}
      : {
          login: role.login,
          superuser: role.superuser,
          bypassRowSecurity: role.bypassRowSecurity,
          createRole: role.createRole,
        }),
    inherits: inherited,
    canSetRole: settable,
    canAdminister: administered,
  };
}

function objectEntry(object: SecuredObject) {
  const { kind, schema, name, column, args, owner, rowSecurity } = object;
  return {
    key: objectKey(object),
    kind,
    ...(schema === undefined ? {} : { schema }),
    name,
    ...(column === undefined ? {} : { column }),
    ...(args === undefined ? {} : { args }),
    owner,
    ...(rowSecurity === undefined
      ? {}
      : { rowSecurity: { enabled: rowSecurity.enabled, forced: rowSecurity.forced } }),
  };
}

function cellEntry(cell: Cell) {
  return {
    ...held(cell),
    owner: cell.owner ?? null,
    reasons: cell.reasons.map((reason) => ({
      how: reason.how,
      path: reason.path,
      ...held(reason),
      ...(reason.ofRelation === true ? { ofRelation: true } : {}),
    })),
    missing: missing(cell),
    afterSetRole: cell.afterSetRole.map((way) => ({ path: way.path, ...held(way), missing: missing(way) })),
    ...(cell.rowFilter === undefined
      ? {}
      : { rowSecurity: { bypass: cell.rowFilter.bypass ?? null, policies: cell.rowFilter.policies } }),
  };
}

function held({ privileges, grantable }: { privileges: PrivilegeSet; grantable: PrivilegeSet }) {
  return { privileges: privilegeNames(privileges), grantable: privilegeNames(grantable) };
}

function missing({ obstacles }: Pick<Cell, "obstacles">) {
  return obstacles.map(({ privilege, object }) => ({ privilege, object: objectKey(object) }));
}
