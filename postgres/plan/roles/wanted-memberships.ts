import type { DatabaseModel, Membership } from "../../model/model";
import { MEMBERSHIP_OPTIONS_VERSION } from "../../model/server-facts";
import { join } from "../input-reader";
import type { Problem } from "../plan";
import { expected } from "./attributes";
import { MEMBERSHIP_OPTIONS, type MembershipOptions, pairKey } from "./membership-rows";
import type { MembershipIntent, RolesScope } from "./role-intent";

/** A membership that is meant, with every option decided. */
export interface WantedMembership extends MembershipOptions {
  readonly role: string;
  readonly member: string;
  /** Where it is declared. */
  readonly path: string;
}

/** The declared memberships by {@link pairKey}, sorted by role and member. Problems are noted; one that has any is left out. */
export function wantedMemberships(
  scope: RolesScope,
  model: DatabaseModel,
  problems: Problem[],
): ReadonlyMap<string, WantedMembership> {
  const all: WantedMembership[] = [];
  for (const [name, intent] of scope.roles) {
    const path = join("roles", name);
    for (const [index, entry] of intent.memberOf.entries())
      all.push(decide(scope, model, entry, entry.role, name, `${path}.memberOf[${index}]`, problems));
    for (const [index, entry] of intent.members.entries())
      all.push(decide(scope, model, entry, name, entry.role, `${path}.members[${index}]`, problems));
  }
  all.sort((a, b) => compare(a.role, b.role) || compare(a.member, b.member));
  const wanted = new Map<string, WantedMembership>();
  for (const one of all) {
    const reason = refusal(scope, model, one);
    if (reason !== undefined) {
      problems.push({ path: one.path, reason });
      continue;
    }
    const other = wanted.get(pairKey(one));
    if (other === undefined) wanted.set(pairKey(one), one);
    else if (MEMBERSHIP_OPTIONS.some((option) => other[option] !== one[option])) {
      problems.push({
        path: one.path,
        reason: `says something else about the same membership than ${other.path}: declare it in one place`,
      });
    }
  }
  return wanted;
}

/** Before PostgreSQL 16 there is nothing but ADMIN to compare: the other options are taken as they always are. */
export function comparable(version: number, row: Membership): Membership {
  return version >= MEMBERSHIP_OPTIONS_VERSION ? row : { ...row, inherit: true, set: true };
}

function decide(
  scope: RolesScope,
  model: DatabaseModel,
  entry: MembershipIntent,
  role: string,
  member: string,
  path: string,
  problems: Problem[],
): WantedMembership {
  const own = expected(scope, model, member, "inherit");
  const { admin } = entry;
  if (model.version >= MEMBERSHIP_OPTIONS_VERSION)
    return { role, member, admin, inherit: entry.inherit ?? own, set: entry.set ?? true, path };
  const major = Math.floor(model.version / 10000);
  if (entry.set === false) {
    problems.push({
      path,
      reason: `the SET option came with PostgreSQL 16 and the server is ${major}: leave set out`,
    });
  }
  const known = model.roles.has(member) || scope.roles.get(member)?.attributes.inherit !== undefined;
  if (known && entry.inherit !== undefined && entry.inherit !== own) {
    problems.push({
      path,
      reason: `before PostgreSQL 16, and the server is ${major}, the member's own attribute decides, and ${member} has ${own ? "INHERIT" : "NOINHERIT"}: leave inherit out, or declare ${join("roles", member)}.inherit = ${entry.inherit}`,
    });
  }
  return { role, member, admin, inherit: true, set: true, path };
}

function refusal(
  scope: RolesScope,
  model: DatabaseModel,
  { role, member }: WantedMembership,
): string | undefined {
  for (const name of [role, member]) {
    const why = scope.ignored.get(name);
    if (why !== undefined)
      return `${name} is on the ignore list (${why}): take it off that list, or leave it out here`;
  }
  if (role === member) return "is the role itself, and a role cannot be a member of itself";
  const meant = scope.roles.get(member)?.written.has("superuser") === true;
  if (!meant && expected(scope, model, member, "superuser")) {
    return `${member} is a superuser, to whom a membership gives nothing: leave it out, or declare ${join("roles", member)}.superuser = true where that is meant`;
  }
  return undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
