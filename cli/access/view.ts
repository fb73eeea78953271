import type { AfterSetRole, Reason } from "../../postgres/effective/effective";
import { effectivePrivileges } from "../../postgres/effective/effective";
import { type Obstacle, obstacles } from "../../postgres/effective/obstacles";
import { privilegesOf } from "../../postgres/effective/privileges-of";
import { type RowFilter, rowFilter } from "../../postgres/effective/row-filter";
import { PUBLIC } from "../../postgres/model/acl";
import { objectKey } from "../../postgres/model/keys";
import type { DatabaseModel, Role } from "../../postgres/model/model";
import { OBJECT_KINDS, type SecuredObject } from "../../postgres/model/objects";
import type { PrivilegeSet } from "../../postgres/model/privileges";
import type { Path } from "../../postgres/model/reach";

/** One role's access to objects that do not differ in it. */
export interface Cell {
  /** Without SET ROLE. */
  readonly privileges: PrivilegeSet;
  readonly grantable: PrivilegeSet;
  /** Everything that an object of this kind can carry. */
  readonly all: PrivilegeSet;
  readonly owner?: Path;
  readonly reasons: readonly Reason[];
  /** What stands in the way of using the privileges. */
  readonly obstacles: readonly Obstacle[];
  readonly afterSetRole: readonly (AfterSetRole & { readonly obstacles: readonly Obstacle[] })[];
  /** Only tables with row security. */
  readonly rowFilter?: RowFilter;
}

/** One role of the answer: PUBLIC has no attributes and no ways. */
export interface RoleView {
  readonly name: string;
  readonly role?: Role;
  readonly inherited: readonly Path[];
  readonly settable: readonly Path[];
  readonly administered: readonly Path[];
}

/** Objects for which the answer is the same for every role; `cells` has one entry a role. */
export interface Row {
  readonly kind: SecuredObject["kind"];
  readonly schema?: string;
  readonly objects: readonly SecuredObject[];
  readonly cells: readonly Cell[];
}

/** The whole answer, before it becomes text, JSON or a page. */
export interface AccessView {
  readonly model: DatabaseModel;
  readonly roles: readonly RoleView[];
  /** By schema, then kind, then name. */
  readonly rows: readonly Row[];
}

/** Answers for these roles and objects. Objects that are alike are judged once. */
export function accessView(
  model: DatabaseModel,
  roleNames: readonly string[],
  objects: readonly SecuredObject[],
): AccessView {
  const classes = new Classes(model);
  const groups = new Map<string, SecuredObject[]>();
  for (const object of [...objects].sort(byPlace)) {
    const key = classes.of(object);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [object]);
    else group.push(object);
  }
  const rows = [...groups.values()].map((group) => {
    const first = group[0] as SecuredObject;
    return {
      kind: first.kind,
      ...(first.schema === undefined ? {} : { schema: first.schema }),
      objects: group,
      cells: roleNames.map((role) => cellOf(model, role, first)),
    };
  });
  return { model, roles: roleNames.map((name) => roleView(model, name)), rows };
}

function roleView(model: DatabaseModel, name: string): RoleView {
  const { graph } = effectivePrivileges(model);
  const role = model.roles.get(name);
  return {
    name,
    ...(role === undefined ? {} : { role }),
    inherited: [...graph.inheritedRoles(name).values()],
    settable: [...graph.settableRoles(name).values()],
    administered: [...graph.administeredRoles(name).values()],
  };
}

function cellOf(model: DatabaseModel, role: string, object: SecuredObject): Cell {
  const effective = effectivePrivileges(model);
  const { privileges, grantable, owner, reasons } = effective.on(role, object);
  const filter = role === PUBLIC ? undefined : rowFilter(model, role, object);
  const holds = (privileges | grantable) !== 0;
  return {
    privileges,
    grantable,
    all: privilegesOf(object, model.version),
    ...(owner === undefined ? {} : { owner }),
    reasons,
    obstacles: holds ? obstacles(model, role, object) : [],
    afterSetRole: effective.afterSetRole(role, object).map((way) => ({
      ...way,
      obstacles: obstacles(model, role, object, way.path.at(-1)),
    })),
    ...(filter === undefined || !holds ? {} : { rowFilter: filter }),
  };
}

/** Tells apart what may be answered differently: everything that a {@link Cell} is made from, but not the name. */
class Classes {
  readonly #model: DatabaseModel;
  readonly #acls = new Map<SecuredObject["acl"], number>();

  constructor(model: DatabaseModel) {
    this.#model = model;
  }

  of(object: SecuredObject): string {
    const { kind, owner, schema, acl, rowSecurity, system, relationKind } = object;
    const relation =
      kind === "column" && relationKind !== undefined
        ? this.#model.objects.get(
            objectKey({
              kind: relationKind,
              name: object.name,
              ...(schema === undefined ? {} : { schema }),
            }),
          )
        : undefined;
    const own = JSON.stringify([
      kind,
      owner,
      // A schema heads what lies in it, so it is never folded with others.
      schema ?? (kind === "schema" ? object.name : null),
      this.#number(acl),
      system === true,
      rowSecurity ?? null,
    ]);
    return relation === undefined ? own : `${own} ${this.of(relation)}`;
  }

  #number(acl: SecuredObject["acl"]): number {
    const known = this.#acls.get(acl) ?? this.#acls.size;
    this.#acls.set(acl, known);
    return known;
  }
}

function byPlace(a: SecuredObject, b: SecuredObject): number {
  return (
    compare(placeOf(a), placeOf(b)) ||
    compare(a.schema ?? a.name, b.schema ?? b.name) ||
    OBJECT_KINDS.indexOf(rowKind(a)) - OBJECT_KINDS.indexOf(rowKind(b)) ||
    compare(a.name, b.name) ||
    compare(a.column ?? "", b.column ?? "") ||
    compare(a.args ?? "", b.args ?? "")
  );
}

/** The database, then schemas with what is in them, then the rest. */
function placeOf({ kind, schema }: SecuredObject): number {
  if (kind === "database") return 0;
  return kind === "schema" || schema !== undefined ? 1 : 2;
}

/** Columns stand with tables. */
function rowKind({ kind, relationKind }: SecuredObject): SecuredObject["kind"] {
  return kind === "column" ? (relationKind ?? "table") : kind;
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same answer about one of its roles alone. */
export function narrowed(view: AccessView, role: RoleView): AccessView {
  const at = view.roles.indexOf(role);
  return {
    ...view,
    roles: [role],
    rows: view.rows.map((row) => ({ ...row, cells: row.cells.slice(at, at + 1) })),
  };
}

/** PUBLIC and every role; those that PostgreSQL brings only on request. */
export function shownRoles(model: DatabaseModel, all: boolean): string[] {
  return [PUBLIC, ...[...model.roles.keys()].filter((name) => all || !name.startsWith("pg_"))];
}
