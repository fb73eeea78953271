import type { DefaultKind } from "../model/model";
import type { PrivilegeSet, Rights } from "../model/privileges";
import type { GrantKind, SchemaKind } from "./kinds";
import type { RoleIntent } from "./roles/role-intent";
import type { AccessArea, AccessMode } from "./words";

/** A checked declaration of one database's access: names resolved, privileges as numbers. */
export interface AccessIntent {
  readonly database: string;
  readonly owner: string;
  readonly mode: AccessMode;
  /** Only the areas whose mode was written. */
  readonly modes: Readonly<Partial<Record<AccessArea, AccessMode>>>;
  readonly databaseGrants: ReadonlyMap<string, Rights>;
  readonly schemas: ReadonlyMap<string, SchemaIntent>;
  readonly rules: readonly GrantRule[];
  readonly denials: readonly DenialRule[];
  readonly defaults: readonly DefaultRule[];
  readonly roles: ReadonlyMap<string, RoleIntent>;
  /** Grantee → why another tool owns its privileges. */
  readonly ignored: ReadonlyMap<string, string>;
  /** Absent: settings of the database are shown and left alone. */
  readonly databaseSettings?: ReadonlyMap<string, string>;
  readonly connectionLimit?: number;
  readonly restorePublic: boolean;
  readonly ownsDatabase: boolean;
  /** Databases whose own declaration gives back what managed roles hold there. */
  readonly rolesAlsoIn: readonly string[];
  /** Databases that are removed together with the resource. */
  readonly databasesAlsoRemoved: readonly string[];
  /** Roles that the program creates, and a destroy drops, unless `managed` says otherwise. */
  readonly createdRoles: readonly string[];
}

/** The declared access of one schema. */
export interface SchemaIntent {
  readonly mode: AccessMode;
  /** Grantee → kind → privileges with grant options. PUBLIC is the empty string. */
  readonly grants: ReadonlyMap<string, SchemaGrants>;
  readonly future: boolean;
  readonly viewsRunAs: "owner" | "invoker";
  /** Roles that may own objects here beside the owner of the graph. */
  readonly owners: readonly string[];
}

/** Kind → what is granted on every object of it. */
export type SchemaGrants = Readonly<Partial<Record<SchemaKind, Rights>>>;

/** Which objects a rule is about. Without name, pattern and columns: every object of the kind, now and in future. */
export interface Selector {
  /** Where it stands in the declaration, for example `grants[0].on[1]`. */
  readonly path: string;
  readonly kind: GrantKind;
  readonly schema?: string;
  readonly name?: string;
  /** The pattern as written, and what it matches. */
  readonly pattern?: { readonly text: string; readonly matches: RegExp };
  /** Routines: the identity arguments; absent for every routine of the name. */
  readonly args?: string;
  readonly columns?: readonly string[];
}

/** What a grant gives, to whom, on what. */
export interface GrantRule {
  readonly path: string;
  readonly grantees: readonly string[];
  /** By kind, because a profile gives different things on different kinds. */
  readonly rights: Readonly<Partial<Record<GrantKind, Rights>>>;
  /** The property that says them: `privileges`, or `profiles` where these alone do. */
  readonly rightsPath: string;
  readonly on: readonly Selector[];
  readonly except: readonly Selector[];
  readonly future: boolean;
}

/** What a grantee must not have. */
export interface DenialRule {
  readonly path: string;
  readonly grantees: readonly string[];
  /** Absent: everything. */
  readonly privileges?: PrivilegeSet;
  readonly on: readonly Selector[];
  readonly except: readonly Selector[];
}

/** Default privileges declared one by one, beside those that follow from `future`. */
export interface DefaultRule {
  readonly path: string;
  readonly owner: string;
  readonly schema: string | null;
  readonly kind: DefaultKind;
  readonly grantees: readonly string[];
  readonly rights: Rights;
}

/** The mode of one area. Without a word about it, the resource's own; `system` and `cluster` have rules of their own. */
export function modeOf(intent: AccessIntent, area: AccessArea): AccessMode {
  return intent.modes[area] ?? intent.mode;
}

/** The roles that may own objects: the owner of the graph and those of single schemas. */
export function declaredOwners(intent: AccessIntent): Set<string> {
  return new Set([intent.owner, ...[...intent.schemas.values()].flatMap(({ owners }) => owners)]);
}

/** Every role that a declaration grants something to or asserts something about, the owner included, sorted. */
export function declaredRoles(intent: AccessIntent): string[] {
  const names = new Set<string>([intent.owner, ...intent.databaseGrants.keys(), ...intent.roles.keys()]);
  for (const schema of intent.schemas.values()) {
    for (const grantee of schema.grants.keys()) names.add(grantee);
    for (const owner of schema.owners) names.add(owner);
  }
  for (const { grantees } of intent.rules) for (const name of grantees) names.add(name);
  for (const rule of intent.defaults) for (const name of [rule.owner, ...rule.grantees]) names.add(name);
  names.delete("");
  return [...names].sort();
}
