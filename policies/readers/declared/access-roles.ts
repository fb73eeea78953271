import { type AccessIntent, modeOf } from "../../../postgres/plan/access-intent";
import {
  DANGEROUS_ATTRIBUTES,
  type MembershipIntent,
  type RoleIntent,
} from "../../../postgres/plan/roles/role-intent";
import type { FactsByType } from "../../facts/facts";
import { type Maybe, Unknown } from "../../facts/maybe";
import { isPredefined } from "../../facts/role-graph";
import type { MembershipFact, RoleFact } from "../../facts/roles";
import { type DeclaredResource, originOf } from "./resource";

/**
 * What an access graph asserts about roles. An attribute that is neither written nor taken away by the mode is absent:
 * the declaration leaves it as it is. A role of which nobody says whether it can log in counts as one that can, so that
 * no SUPERUSER passes for want of a word; `login: false` is that word.
 */
export function assertedRoles(resource: DeclaredResource, intent: AccessIntent): FactsByType {
  const takesAll = modeOf(intent, "roles") === "authoritative";
  const role: RoleFact[] = [];
  const membership: MembershipFact[] = [];
  for (const [name, asserted] of intent.roles) {
    if (!isPredefined(name)) role.push(roleFact(resource, name, asserted, takesAll));
    for (const entry of asserted.memberOf)
      membership.push(membershipFact(resource, intent, entry, entry.role, name));
    for (const entry of asserted.members)
      membership.push(membershipFact(resource, intent, entry, name, entry.role));
  }
  return { role, membership };
}

function roleFact(
  resource: DeclaredResource,
  name: string,
  { attributes, written, settings, allDatabases }: RoleIntent,
  takesAll: boolean,
): RoleFact {
  const dangerous = DANGEROUS_ATTRIBUTES.filter((attribute) => takesAll || written.has(attribute));
  const { connectionLimit, validUntil } = attributes;
  return {
    origin: originOf(resource),
    name,
    bootstrap: false,
    ...(attributes.login === undefined ? {} : { login: attributes.login }),
    ...Object.fromEntries(dangerous.map((attribute) => [attribute, attributes[attribute]])),
    ...(connectionLimit === undefined ? {} : { connectionLimit }),
    ...(validUntil === undefined ? {} : { validUntil }),
    settings: Object.fromEntries([...allDatabases, ...settings]),
  };
}

function membershipFact(
  resource: DeclaredResource,
  intent: AccessIntent,
  { admin, inherit, set }: MembershipIntent,
  role: string,
  member: string,
): MembershipFact {
  return {
    origin: originOf(resource),
    role,
    member,
    admin,
    // GRANT takes the member's own attribute where nothing is said, and that is true unless it is declared.
    inherit: inherit ?? intent.roles.get(member)?.attributes.inherit ?? true,
    set: set ?? true,
  };
}

/**
 * The roles of a declaration that is not known in full: rules about them say *unknown*. Where not even their names are
 * known, the resource's stands for them.
 */
export function undecidedRoles(resource: DeclaredResource, reason: Unknown): FactsByType {
  const { roles } = resource.inputs;
  if (typeof roles !== "object" || roles === null) return {};
  const named = roles instanceof Unknown ? {} : (roles as Readonly<Record<string, unknown>>);
  const names = roles instanceof Unknown ? [resource.name] : Object.keys(named);
  const origin = originOf(resource);
  const membership = (role: Maybe<string>, member: Maybe<string>): MembershipFact => ({
    origin,
    role,
    member,
    admin: reason,
    inherit: true,
    set: true,
  });
  return {
    role: names
      .filter((name) => !isPredefined(name))
      .map((name) => ({
        origin,
        name,
        bootstrap: false,
        ...Object.fromEntries(DANGEROUS_ATTRIBUTES.map((attribute) => [attribute, reason])),
        connectionLimit: reason,
        validUntil: reason,
        settings: reason,
      })),
    membership: Object.entries(named).flatMap(([name, asserted]) => [
      ...(mentions(asserted, "memberOf") ? [membership(reason, name)] : []),
      ...(mentions(asserted, "members") ? [membership(name, reason)] : []),
    ]),
  };
}

/** Whether a role's assertion has the property, or may have it. */
function mentions(asserted: unknown, property: string): boolean {
  if (asserted instanceof Unknown) return true;
  return typeof asserted === "object" && asserted !== null && property in asserted;
}
