import { objectKey } from "../../postgres/model/keys";
import type { DatabaseModel } from "../../postgres/model/model";
import type { SecuredObject } from "../../postgres/model/objects";
import { means } from "../../postgres/plan/tenancy/selectors";
import { ROLE_TENANTS, SIGNING_KEYS, TENANCY_SCHEMA } from "../../postgres/sql/tenancy-names";
import { type Cast, castOf, type RoleChoice } from "./attackers";
import { type ForeignTable, type ForeignView, foreignTablesOf } from "./foreign-tables";
import { isShared } from "./shared";
import {
  formOf,
  type TableException,
  type Tenancy,
  type TenancyChoice,
  tenanciesOf,
  tenantColumns,
} from "./tenancy";
import { farCopies, foreignViews, viewsOf } from "./views";

/** A table whose rows belong to tenants. */
export interface TenantTable extends Tenancy {
  readonly kind: "tenant table";
  readonly key: string;
  readonly object: SecuredObject;
  /** True where every tenant may read it by declaration: then only writes are attacked. */
  readonly shared: boolean;
}

/** A partition or an inheritance child of a tenant table: its parent's policies do not guard it. */
export interface Partition extends Tenancy {
  readonly kind: "partition";
  readonly key: string;
  readonly object: SecuredObject;
  /** The table at the top, whose made-up rows may lie in this one. */
  readonly root: TenantTable;
}

/** A view or a materialized view that reads tenant tables, directly or through other views, or a copy of foreign tables. */
export interface TenantView {
  readonly kind: "view" | "materialized view";
  readonly key: string;
  readonly object: SecuredObject;
  /** The tenant tables; none where it copies foreign tables alone. */
  readonly reads: readonly TenantTable[];
  /** The tenant column, where the view shows one. */
  readonly column?: string;
}

/** Everything that can be attacked. */
export interface Targets {
  /** The database as a whole, once. */
  readonly database: SecuredObject;
  readonly "tenant table": TenantTable;
  /** Tenant tables whose tenant is told by several columns. */
  readonly "keyed table": TenantTable;
  /** Tenant tables of the form `signed`. */
  readonly "signed table": TenantTable;
  /** The table of the keys that sign tokens. */
  readonly "signing keys": SecuredObject;
  /** The table that says which role is which tenant. */
  readonly "tenant roles": SecuredObject;
  readonly partition: Partition;
  readonly view: TenantView;
  readonly "materialized view": TenantView;
  /** Every foreign table of the schemas that may hold tenants' rows. */
  readonly "foreign table": ForeignTable;
  /** Views over those, and over copies of them. */
  readonly "foreign view": ForeignView;
  /** Every table, with or without tenants, without partitions. */
  readonly table: SecuredObject;
  /** Every table, partition, foreign table and view: what INSERT, UPDATE and DELETE can name. */
  readonly relation: SecuredObject;
  readonly sequence: SecuredObject;
  /** Every schema but `public`. */
  readonly schema: SecuredObject;
  /** Schema `public`, where it exists. */
  readonly "schema public": SecuredObject;
  /** Where tenant tables live, and where the next one will be made. */
  readonly "tenant schema": TenantSchema;
  /** Functions and procedures that run with their owner's rights. */
  readonly "definer function": SecuredObject;
  /** Every function and procedure. */
  readonly function: SecuredObject;
  /** A role that owns what is defended. */
  readonly owner: OwnerRole;
  /** A role that may do what no low-trust role may: superusers, attributes, predefined roles. */
  readonly "privileged role": PrivilegedRole;
}

/** What an attack can be aimed at. */
export type TargetKind = keyof Targets;

/** The target of a kind. */
export type TargetOf<K extends TargetKind> = Targets[K];

/** A schema that holds tenant tables of one owner. */
export interface TenantSchema {
  readonly kind: "tenant schema";
  readonly object: SecuredObject;
  readonly owner: string;
  /** One of its tables: new ones will look like it. */
  readonly sample: TenantTable;
}

/** See {@link Targets.owner}. */
export interface OwnerRole {
  readonly kind: "owner";
  readonly role: string;
}

/** See {@link Targets}. */
export interface PrivilegedRole {
  readonly kind: "privileged role";
  readonly role: string;
  /** What it may do, in words. */
  readonly power: string;
}

/** The database as the attacks see it. Immutable; made-up rows are kept apart. */
export interface Scene extends Cast {
  readonly model: DatabaseModel;
  /** Tables with the tenant column that were left out of the tenants' attacks by declaration. */
  readonly excepted: readonly ExceptedTable[];
  readonly targets: { readonly [K in TargetKind]: readonly Targets[K][] };
}

/** A table that is not attacked as a tenant's, and why. */
export interface ExceptedTable {
  readonly object: SecuredObject;
  readonly reason: string;
}

/** What the user chose instead of what would be recognised. */
export interface SceneChoice extends RoleChoice {
  readonly tenancy?: TenancyChoice;
}

/**
 * Sets the scene from the catalog. Pure. `rootOf` leads from a partition or inheritance child to the table at the top
 * (OIDs). Throws a `RangeError` for a chosen role that does not exist.
 */
export function sceneOf(
  model: DatabaseModel,
  choice: SceneChoice = {},
  rootOf: ReadonlyMap<number, number> = new Map(),
): Scene {
  const cast = castOf(model, choice);
  const tenancies = tenanciesOf(model, choice.tenancy);
  const reasonFor = exceptionsOf(choice.tenancy?.except);
  const { tables, partitions, excepted } = tenantTablesOf(model, tenancies, rootOf, reasonFor);
  const columns = tenantColumns(model, choice.tenancy);
  const foreign = foreignTablesOf(model.objects, columns).filter(
    ({ object: { schema = "" } }) => choice.tenancy?.schemas?.includes(schema) !== false,
  );
  const apart = tables.filter(({ shared }) => !shared);
  const views = viewsOf(model, "view", tables, partitions);
  const holders = new Set([...tables, ...partitions, ...foreign, ...views].map(({ key }) => key));
  // The catalog has no order of its own; reports have. What an extension brought is its own, unless it holds tenants' rows.
  const objects = [...model.objects]
    .filter(([key, object]) => object.extension === undefined || holders.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => object);
  const ofKind = (...kinds: string[]) => objects.filter(({ kind }) => kinds.includes(kind));
  const routines = ofKind("function", "procedure");
  const named = (name: string) =>
    ofKind("table").filter((table) => table.schema === TENANCY_SCHEMA && table.name === name);
  const far = foreign.filter(({ object }) => reasonFor(object) === undefined);
  const copies = viewsOf(model, "materialized view", tables, partitions);
  const copiesOfFar = farCopies(model, columns, far).filter(
    ({ key, object }) => reasonFor(object) === undefined && !copies.some((copy) => copy.key === key),
  );
  return {
    ...cast,
    model,
    excepted: [
      ...excepted,
      ...foreign.flatMap(({ object, column }) => {
        const reason = reasonFor(object);
        return reason === undefined || column === undefined ? [] : [{ object, reason }];
      }),
    ],
    targets: {
      database: ofKind("database"),
      "tenant table": tables,
      "keyed table": apart.filter(({ keys }) => keys.length > 1),
      "signed table": apart.filter((table) => formOf(table) === "signed"),
      "signing keys": named(SIGNING_KEYS),
      "tenant roles": named(ROLE_TENANTS),
      partition: partitions,
      view: views,
      "materialized view": [...copies, ...copiesOfFar],
      "foreign table": far,
      "foreign view": foreignViews(model, far, copiesOfFar),
      table: ofKind("table").filter(({ oid }) => !rootOf.has(oid)),
      relation: ofKind("table", "foreign table", "view"),
      sequence: ofKind("sequence"),
      schema: ofKind("schema").filter(({ name }) => name !== "public"),
      "schema public": ofKind("schema").filter(({ name }) => name === "public"),
      "tenant schema": tenantSchemas(model, tables),
      "definer function": routines.filter((routine) => routine.securityDefiner === true),
      function: routines,
      owner: cast.owners.map((role) => ({ kind: "owner", role })),
      "privileged role": privilegedRoles(model, cast),
    },
  };
}

/** Why a relation is left out by declaration, or `undefined` where it is not. */
function exceptionsOf(exceptions: readonly TableException[] = []) {
  return ({ schema, name }: SecuredObject) =>
    exceptions.find((exception) => exception.schema === schema && means({ path: "", ...exception }, name))
      ?.reason;
}

function tenantTablesOf(
  model: DatabaseModel,
  tenancies: ReadonlyMap<string, Tenancy>,
  rootOf: ReadonlyMap<number, number>,
  reasonFor: ReturnType<typeof exceptionsOf>,
): { tables: TenantTable[]; partitions: Partition[]; excepted: ExceptedTable[] } {
  const tables: TenantTable[] = [];
  const excepted: ExceptedTable[] = [];
  for (const [key, tenancy] of [...tenancies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const object = model.objects.get(key);
    if (object === undefined) continue;
    const reason = reasonFor(object);
    if (reason !== undefined) excepted.push({ object, reason });
    else if (!rootOf.has(object.oid))
      tables.push({ kind: "tenant table", key, object, shared: isShared(object), ...tenancy });
  }
  const byOid = new Map(tables.map((table) => [table.object.oid, table]));
  const partitions: Partition[] = [];
  for (const [key, object] of model.objects) {
    const root = byOid.get(rootOf.get(object.oid) ?? 0);
    if (object.kind !== "table" || root === undefined || reasonFor(object) !== undefined) continue;
    const { column, type, keys } = root;
    partitions.push({ kind: "partition", key, object, column, type, keys, root });
  }
  return { tables, partitions, excepted };
}

function tenantSchemas(model: DatabaseModel, tables: readonly TenantTable[]): TenantSchema[] {
  const found = new Map<string, TenantSchema>();
  for (const sample of tables) {
    const { schema = "", owner } = sample.object;
    const object = model.objects.get(objectKey({ kind: "schema", name: schema }));
    const key = JSON.stringify([schema, owner]);
    if (object !== undefined && !found.has(key))
      found.set(key, { kind: "tenant schema", object, owner, sample });
  }
  return [...found.values()];
}

/** Predefined roles whose members need no grant any more (PostgreSQL's chapter "Predefined Roles"). */
const PREDEFINED: Readonly<Record<string, string>> = {
  pg_read_all_data: "reads every table",
  pg_write_all_data: "writes every table",
  pg_read_server_files: "reads the server's files",
  pg_write_server_files: "writes the server's files",
  pg_execute_server_program: "runs programs on the server",
  pg_signal_backend: "ends other sessions",
  pg_monitor: "reads other sessions' statements",
  pg_read_all_stats: "reads other sessions' statements",
  pg_maintain: "locks and rewrites every table",
  pg_create_subscription: "makes the server connect elsewhere",
};

function privilegedRoles(model: DatabaseModel, { attackers }: Cast): PrivilegedRole[] {
  const attacking = new Set(attackers.map(({ role }) => role));
  return [...model.roles.values()].flatMap((role) => {
    const power = role.superuser
      ? "is a superuser"
      : role.bypassRowSecurity
        ? "bypasses row security"
        : role.createRole
          ? "makes and changes roles"
          : role.replication
            ? "replicates the whole server"
            : PREDEFINED[role.name];
    return power === undefined || attacking.has(role.name)
      ? []
      : [{ kind: "privileged role" as const, role: role.name, power }];
  });
}
