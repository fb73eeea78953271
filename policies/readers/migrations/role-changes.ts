import type { SourcePlace } from "../../facts/object-ref";
import { type MigrationState, mark } from "./state";
import { list, type Node, roleOf } from "./tree";

/** ALTER ROLE … RENAME TO: what it holds, owns and is a member of goes along. */
export function renameRole(state: MigrationState, from: string, to: string): void {
  const role = state.roles.get(from);
  if (role !== undefined) {
    role.name = to;
    state.roles.delete(from);
    state.roles.set(to, role);
  }
  const named = (name: unknown) => (name === from ? to : (name as string));
  state.memberships.splice(
    0,
    state.memberships.length,
    ...state.memberships.map((one) => ({ ...one, role: named(one.role), member: named(one.member) })),
  );
  state.passwords.splice(
    0,
    state.passwords.length,
    ...state.passwords.map((one) => (one.owner === `role ${from}` ? { ...one, owner: `role ${to}` } : one)),
  );
  for (const held of [...state.grants.values()])
    if (held.grantee === from) {
      const { object, privileges, grantable, place } = held;
      state.forget(object, from);
      const moved = state.grant(object, to, place);
      moved.privileges |= privileges;
      moved.grantable |= grantable;
    }
  for (const given of state.defaults.values()) {
    given.owner = named(given.owner);
    given.grantee = named(given.grantee);
  }
  for (const one of ownable(state)) if (one.owner === from) one.owner = to;
  for (const { policies = [] } of state.tables.values())
    for (const policy of policies) policy.roles = policy.roles.map(named).sort();
}

/** DROP ROLE. PostgreSQL refuses it while the role owns or holds anything. */
export function dropRole(state: MigrationState, node: Node): void {
  for (const item of list(node["roles"])) {
    const name = roleOf(item) ?? "";
    state.roles.delete(name);
    keep(state.memberships, ({ role, member }) => role !== name && member !== name);
    keep(state.passwords, ({ owner }) => owner !== `role ${name}`);
  }
}

/** DROP OWNED: everything that was granted to the roles in this database is taken, and what they own is gone. */
export function dropOwned(state: MigrationState, node: Node): void {
  for (const item of list(node["roles"])) {
    const name = roleOf(item) ?? "";
    for (const { object, grantee } of [...state.grants.values()])
      if (grantee === name) state.forget(object, name);
    for (const [key, given] of state.defaults)
      if (given.owner === name || given.grantee === name) state.defaults.delete(key);
  }
}

/** REASSIGN OWNED: what the files know of as owned by the roles gets another owner. */
export function reassignOwned(state: MigrationState, node: Node, place: SourcePlace): void {
  const to = roleOf(node["newrole"]);
  // CURRENT_USER and its like own what the files give no owner.
  const from = list(node["roles"]).map((item) => roleOf(item));
  for (const one of ownable(state))
    if (from.includes(one.owner as string | undefined)) {
      if (to === undefined) delete one.owner;
      else one.owner = to;
      mark(one, "owner", place);
    }
}

/** Everything that has an owner. */
function ownable(
  state: MigrationState,
): { owner?: unknown; places?: Readonly<Record<string, SourcePlace>> }[] {
  return [
    ...state.tables.values(),
    ...state.views.values(),
    ...state.functions.values(),
    ...state.schemas.values(),
    ...state.eventTriggers.values(),
  ];
}

function keep<T>(all: T[], wanted: (one: T) => boolean): void {
  all.splice(0, all.length, ...all.filter(wanted));
}
