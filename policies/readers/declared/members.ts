import type { FactsByType } from "../../facts/facts";
import { isKnown } from "../../facts/maybe";
import { isPredefined } from "../../facts/role-graph";
import type { RoleFact } from "../../facts/roles";

/**
 * The roles, and those that a program only makes members of others: rules about what a member can become look at its role,
 * and the most dangerous grant is the one to a role that somebody else made. Of such a one nothing else is known.
 */
export function withMembers({ role = [], membership = [] }: FactsByType): readonly RoleFact[] {
  const known = new Set(role.map(({ name }) => name));
  const added: RoleFact[] = [];
  for (const { member, origin } of membership) {
    if (!isKnown(member) || known.has(member) || isPredefined(member)) continue;
    known.add(member);
    added.push({ name: member, bootstrap: false, ...(origin === undefined ? {} : { origin }) });
  }
  return [...role, ...added];
}
