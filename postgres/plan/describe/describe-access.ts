import { heldBy, PUBLIC } from "../../model/acl";
import type { DatabaseModel } from "../../model/model";
import type { SecuredObject } from "../../model/objects";
import { AREA } from "../object-mode";
import { ownDefaultPrivileges, ownPrivileges } from "../own-privileges";
import { describeDefaults, ownersIn } from "./describe-defaults";
import { concernedRoles, describeDatabaseSettings, describeRoles, SHARED_KINDS } from "./describe-roles";
import { describeRules, type Rule } from "./describe-rules";
import { beyond, commonByKind, type Holdings, holdingsOf, listOf } from "./holdings";

/** An Access declaration as plain data: what a user would write. */
export type AccessDeclaration = Readonly<Record<string, unknown>>;

/**
 * The declaration that describes a live database as it is, so that a plan made from it is empty: what every object of a
 * kind in a schema gives goes into the short form, everything else becomes a rule by name. Nothing is judged and nothing
 * is left out; who wants to harden goes on from there. The model must hold all schemas and columns.
 */
export function describeAccess(model: DatabaseModel): AccessDeclaration {
  const owner = mainOwner(model);
  const { schemas, rules, denials } = describeObjects(model, owner);
  const database = [...model.objects.values()].find(({ kind }) => kind === "database");
  const databasePrivileges: Record<string, string[]> = {};
  if (database !== undefined)
    for (const [grantee, value] of holdingsOf(database))
      if (grantee !== PUBLIC) databasePrivileges[grantee] = listOf(value);
  return {
    database: model.database,
    owner,
    ...full({ databasePrivileges }),
    ...describeDatabaseSettings(model),
    schemas,
    ...full({
      modes: modesOf(model, ownersIn(schemas, owner)),
      grants: rules,
      denials,
      defaultPrivileges: describeDefaults(model, owner, schemas),
      roles: describeRoles(model),
    }),
  };
}

/** Without properties that say nothing. */
function full(properties: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => Object.keys(value).length > 0));
}

/** Who owns most of what lies in the schemas; the database's owner where there is nothing. */
function mainOwner(model: DatabaseModel): string {
  const counts = new Map<string, number>();
  let ofDatabase = "";
  for (const object of model.objects.values()) {
    if (object.kind === "database") ofDatabase = object.owner;
    if (object.schema === undefined || isForeign(object) || object.kind === "column") continue;
    counts.set(object.owner, (counts.get(object.owner) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? ofDatabase;
}

function isForeign({ extension, system }: SecuredObject): boolean {
  return extension !== undefined || system === true;
}

/** What the declaration says about one schema. */
export interface SchemaDeclaration {
  readonly roles?: Readonly<Record<string, Readonly<Record<string, string[]>>>>;
  readonly public?: Readonly<Record<string, string[]>>;
  readonly owners?: readonly string[];
  /** Always false: default privileges are described one by one. */
  readonly future: false;
  /** Where an owner lacks something of its own, which nothing but a mode that leaves it so can say. */
  readonly mode?: "adopt";
}

function describeObjects(
  model: DatabaseModel,
  owner: string,
): { schemas: Record<string, SchemaDeclaration>; rules: Rule[]; denials: Rule[] } {
  const bySchema = new Map<string, SecuredObject[]>();
  const others: SecuredObject[] = [];
  for (const object of model.objects.values()) {
    const name = object.kind === "schema" ? object.name : object.schema;
    if (name === undefined || object.system === true) others.push(object);
    else bySchema.set(name, [...(bySchema.get(name) ?? []), object]);
  }
  const schemas: Record<string, SchemaDeclaration> = {};
  const concerned = concernedRoles(model);
  const left: { object: SecuredObject; holdings: Holdings }[] = others.map((object) => ({
    object,
    holdings: SHARED_KINDS.has(object.kind) ? only(holdingsOf(object), concerned) : holdingsOf(object),
  }));
  // Who owns the database is one of the owners of schema public, which every database has at first.
  const database = others.find(({ kind }) => kind === "database");
  const home = bySchema.has("public") ? "public" : [...bySchema.keys()].sort()[0];
  for (const [name, objects] of [...bySchema].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const owned = name === home && database !== undefined ? [...objects, database] : objects;
    const { declaration, rest } = describeSchema(objects, ownersOf(owned, owner), model.version);
    schemas[name] = declaration;
    left.push(...rest);
  }
  return { schemas, ...describeRules(left) };
}

function only(holdings: Holdings, roles: ReadonlySet<string>): Holdings {
  return new Map([...holdings].filter(([grantee]) => grantee === PUBLIC || roles.has(grantee)));
}

/** The owners beside the main one. */
function ownersOf(objects: readonly SecuredObject[], owner: string): string[] {
  const owners = objects
    .filter((object) => !isForeign(object) && object.kind !== "column" && object.owner !== owner)
    .map((object) => object.owner);
  return [...new Set(owners)].sort();
}

/** Whether something was revoked from the owner. What initdb or an extension made is as they left it. */
function lacksOwn(object: SecuredObject, version: number): boolean {
  const own = object.initialAcl === undefined ? ownPrivileges(object, version) : 0;
  return (own & ~heldBy(object.acl, object.owner)) !== 0;
}

/** The areas beside schemas in which an owner lacks something of its own. */
function modesOf(model: DatabaseModel, owners: ReadonlySet<string>): Record<string, "adopt"> {
  const { version } = model;
  const lacking = [...model.objects.values()].filter((object) => lacksOwn(object, version));
  const inAdvance = model.defaultPrivileges.some(
    ({ owner, schema, kind, acl }) =>
      schema === null &&
      owners.has(owner) &&
      (ownDefaultPrivileges(kind, version) & ~heldBy(acl, owner)) !== 0,
  );
  const areas = [...lacking.map(({ kind }) => AREA[kind]), inAdvance ? "defaultPrivileges" : undefined];
  return Object.fromEntries(areas.flatMap((area) => (area === undefined ? [] : [[area, "adopt"]])));
}

function describeSchema(objects: readonly SecuredObject[], owners: readonly string[], version: number) {
  const common = commonByKind(objects);
  const roles: Record<string, Record<string, string[]>> = {};
  const open: Record<string, string[]> = {};
  for (const [kind, holdings] of common)
    for (const [grantee, value] of holdings) {
      if (grantee === PUBLIC) open[kind] = listOf(value);
      else roles[grantee] = { ...roles[grantee], [kind]: listOf(value) };
    }
  const declaration: SchemaDeclaration = {
    ...(Object.keys(roles).length === 0 ? {} : { roles }),
    ...(Object.keys(open).length === 0 ? {} : { public: open }),
    ...(owners.length === 0 ? {} : { owners }),
    future: false,
    ...(objects.some((object) => lacksOwn(object, version)) ? { mode: "adopt" as const } : {}),
  };
  const rest = objects.map((object) => ({ object, holdings: beyond(object, common) }));
  return { declaration, rest };
}
