import { heldBy, PUBLIC } from "../../postgres/model/acl";
import type { DatabaseModel, Role } from "../../postgres/model/model";
import type { SecuredObject } from "../../postgres/model/objects";
import { type PrivilegeSet, privilegeSet } from "../../postgres/model/privileges";

/** The kinds of role that attack. */
export type AttackerKind =
  /** May write rows. */
  | "application"
  /** May read rows and not write them. */
  | "readonly"
  /** Made up for the proof and given nothing: it has what PUBLIC has. */
  | "stranger";

/** A role that attacks. */
export interface Attacker {
  readonly role: string;
  readonly kind: AttackerKind;
  /** The roles whose privileges it has without SET ROLE: itself and what it inherits. */
  readonly has: ReadonlySet<string>;
  /** Why nothing can be attempted as this role, where that is so. */
  readonly unavailable?: string;
}

/** Names given by the user instead of recognised ones. */
export interface RoleChoice {
  readonly application?: readonly string[];
  readonly readonly?: readonly string[];
  readonly owners?: readonly string[];
}

/** Who attacks and who is attacked. */
export interface Cast {
  readonly attackers: readonly Attacker[];
  /** The roles that own the database, its schemas and its relations, except attackers. */
  readonly owners: readonly string[];
}

const WRITES = privilegeSet(["INSERT", "UPDATE", "DELETE", "TRUNCATE"]);
const READS = privilegeSet(["SELECT"]);
const RELATIONS: ReadonlySet<string> = new Set(["table", "foreign table", "view", "materialized view"]);

/**
 * Recognises the roles to attack as: login roles that hold privileges on relations of other owners (themselves or by
 * inheritance), without the reader itself and the owners. A role that may write any relation is an
 * application, one that may only read is read-only. Pure. Throws a `RangeError` for a chosen role that does not exist.
 */
export function castOf(model: DatabaseModel, choice: RoleChoice = {}): Cast {
  const chosen = [...(choice.application ?? []), ...(choice.readonly ?? [])];
  for (const role of [...chosen, ...(choice.owners ?? [])]) {
    if (!model.roles.has(role))
      throw new RangeError(`there is no role ${JSON.stringify(role)} on this server`);
  }
  const attackers =
    chosen.length > 0
      ? [
          ...(choice.application ?? []).map((role) => attacker(model, role, "application")),
          ...(choice.readonly ?? []).map((role) => attacker(model, role, "readonly")),
        ]
      : recognised(model);
  const names = new Set(attackers.map(({ role }) => role));
  const owners = choice.owners ?? ownersOf(model);
  return { attackers, owners: [...new Set(owners)].filter((owner) => !names.has(owner)).sort() };
}

function recognised(model: DatabaseModel): Attacker[] {
  const candidates = [...model.roles.values()].filter((role) => isCandidate(model, role));
  return candidates.flatMap((role) => {
    const held = privilegesOnOthers(model, role.name);
    if ((held & WRITES) !== 0) return [attacker(model, role.name, "application")];
    return (held & READS) !== 0 ? [attacker(model, role.name, "readonly")] : [];
  });
}

/**
 * The owner of the database or of a schema is who is defended, not who attacks. A role that owns a mere table and
 * lives off grants on others' tables is still an attacker: that is the classic mistake. So is a superuser that was
 * granted privileges it would not need.
 */
function isCandidate(model: DatabaseModel, role: Role): boolean {
  if (!role.login || role.name === model.reader.name) return false;
  for (const object of model.objects.values()) {
    if ((object.kind === "database" || object.kind === "schema") && object.owner === role.name) return false;
  }
  return true;
}

/** What a role holds on relations that it does not own itself. */
function privilegesOnOthers(model: DatabaseModel, role: string): PrivilegeSet {
  const has = rolesHadBy(model, role);
  let held = 0;
  if (has.has("pg_write_all_data")) held |= WRITES;
  if (has.has("pg_read_all_data")) held |= READS;
  for (const object of model.objects.values()) {
    if (!RELATIONS.has(object.kind) || object.owner === role) continue;
    for (const name of has) held |= heldBy(object.acl, name);
  }
  return held;
}

function attacker(model: DatabaseModel, role: string, kind: AttackerKind): Attacker {
  return { role, kind, has: rolesHadBy(model, role) };
}

/** The role and every role whose privileges it has by inheritance. */
export function rolesHadBy(model: DatabaseModel, role: string): ReadonlySet<string> {
  const has = new Set([role]);
  for (const member of has) {
    for (const membership of model.memberships) {
      if (membership.member === member && membership.inherit) has.add(membership.role);
    }
  }
  return has;
}

function ownersOf(model: DatabaseModel): string[] {
  return [...model.objects.values()].filter(isOwned).map((object) => object.owner);
}

function isOwned(object: SecuredObject): boolean {
  // `pg_database_owner` owns schema public since PostgreSQL 15 and is nobody: the database's owner stands for it.
  if (object.extension !== undefined || object.owner === "pg_database_owner") return false;
  return object.kind === "database" || object.kind === "schema" || RELATIONS.has(object.kind);
}

/** A made-up role that has nothing of its own. */
export function stranger(role: string, unavailable?: string): Attacker {
  return {
    role,
    kind: "stranger",
    has: new Set([role]),
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

/** True where a permission for `roles` (a policy's, an access list's) reaches the attacker. */
export function reaches(roles: Iterable<string>, { has }: Attacker): boolean {
  for (const role of roles) if (role === PUBLIC || has.has(role)) return true;
  return false;
}
