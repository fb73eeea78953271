import { objectKey } from "./keys";
import type { DatabaseModel } from "./model";

/** A way of memberships: the member first, then every role on the way, the role that is reached last. */
export type Path = readonly string[];

/** What a membership must allow so that a way may lead over it. */
type Step = "inherit" | "set" | "member";

/** The role that every owner of the current database is a member of, without an entry in `pg_auth_members`. */
const DATABASE_OWNER = "pg_database_owner";

/**
 * Who can become whom. The questions (`inherits` …) answer as the server does, also for superusers, for a role about
 * itself, and for the implicit membership of the database's owner in `pg_database_owner`. The maps hold what
 * memberships alone give, each role with a shortest way; they leave out the role itself, and nothing is in them
 * because somebody is a superuser.
 */
export interface MembershipGraph {
  /** The roles whose privileges `role` has without doing anything. */
  inheritedRoles(role: string): ReadonlyMap<string, Path>;
  /** The roles that `role`, as a session's user, can SET ROLE to. */
  settableRoles(role: string): ReadonlyMap<string, Path>;
  /** All roles that `role` is a member of, whatever the memberships allow. */
  memberships(role: string): ReadonlyMap<string, Path>;
  /** The roles that `role` may grant to others and to itself: the way's last membership has the ADMIN option. */
  administeredRoles(role: string): ReadonlyMap<string, Path>;
  /** `pg_has_role(member, role, 'USAGE')`: has its privileges without SET ROLE. */
  inherits(member: string, role: string): boolean;
  /** `pg_has_role(member, role, 'SET')`, before PostgreSQL 16 `'MEMBER'`. */
  canSetRole(member: string, role: string): boolean;
  /** `pg_has_role(member, role, 'MEMBER')`. */
  isMemberOf(member: string, role: string): boolean;
  /**
   * `pg_has_role(member, role, 'MEMBER WITH ADMIN OPTION')`. CREATEROLE is not counted: before PostgreSQL 16 it lets
   * its holder administer every role that is no superuser, since then none without the ADMIN option.
   */
  canAdminister(member: string, role: string): boolean;
}

/** The part of a model that says who can become whom. */
export type MembershipModel = Pick<
  DatabaseModel,
  "version" | "database" | "roles" | "memberships" | "objects"
>;

interface Edge {
  readonly role: string;
  readonly inherit: boolean;
  readonly set: boolean;
  readonly admin: boolean;
}

const graphs = new WeakMap<MembershipModel, MembershipGraph>();

/** The graph of a model; made at the first question and kept as long as the model. */
export function membershipGraph(model: MembershipModel): MembershipGraph {
  const existing = graphs.get(model);
  if (existing !== undefined) return existing;
  const graph = buildGraph(model);
  graphs.set(model, graph);
  return graph;
}

function buildGraph(model: MembershipModel): MembershipGraph {
  const edges = edgesOf(model);
  const inherited = remembered((role) => waysFrom(role, "inherit", edges));
  const settable = remembered((role) => waysFrom(role, "set", edges));
  const all = remembered((role) => waysFrom(role, "member", edges));
  const administered = remembered((role) => administeredFrom(role, all(role), edges));
  const isSuperuser = (role: string) => model.roles.get(role)?.superuser === true;
  const ask = (ways: (role: string) => ReadonlyMap<string, Path>) => (member: string, role: string) =>
    member === role || isSuperuser(member) || ways(member).has(role);
  return {
    inheritedRoles: inherited,
    settableRoles: settable,
    memberships: all,
    administeredRoles: administered,
    inherits: ask(inherited),
    canSetRole: ask(settable),
    isMemberOf: ask(all),
    canAdminister: (member, role) => isSuperuser(member) || administered(member).has(role),
  };
}

/** The memberships by member, with that of the database's owner. A membership granted twice allows what either does. */
function edgesOf(model: MembershipModel): ReadonlyMap<string, readonly Edge[]> {
  const edges = new Map<string, Edge[]>();
  const add = (member: string, edge: Edge) => {
    const known = edges.get(member);
    if (known === undefined) edges.set(member, [edge]);
    else known.push(edge);
  };
  for (const { member, role, inherit, set, admin } of model.memberships)
    add(member, { role, inherit, set, admin });
  const owner = model.objects.get(objectKey({ kind: "database", name: model.database }))?.owner;
  if (owner !== undefined && model.roles.has(DATABASE_OWNER)) {
    // Before PostgreSQL 16 a role without INHERIT did not inherit this membership either (roles_is_member_of in acl.c).
    const inherit = model.version >= 160000 || model.roles.get(owner)?.inherit === true;
    add(owner, { role: DATABASE_OWNER, inherit, set: true, admin: false });
  }
  return edges;
}

/** Breadth first, so that the way that is told is a shortest one. */
function waysFrom(
  start: string,
  step: Step,
  edges: ReadonlyMap<string, readonly Edge[]>,
): ReadonlyMap<string, Path> {
  const ways = new Map<string, Path>();
  const open: Path[] = [[start]];
  for (let next = 0; next < open.length; next++) {
    const way = open[next] as Path;
    for (const edge of edges.get(way.at(-1) as string) ?? []) {
      if (edge.role === start || ways.has(edge.role)) continue;
      if (step !== "member" && !edge[step]) continue;
      const longer = [...way, edge.role];
      ways.set(edge.role, longer);
      open.push(longer);
    }
  }
  return ways;
}

/** The ADMIN option counts over any memberships before it (is_admin_of_role in acl.c). */
function administeredFrom(
  start: string,
  memberships: ReadonlyMap<string, Path>,
  edges: ReadonlyMap<string, readonly Edge[]>,
): ReadonlyMap<string, Path> {
  const ways = new Map<string, Path>();
  for (const way of [[start], ...memberships.values()]) {
    for (const edge of edges.get(way.at(-1) as string) ?? []) {
      if (edge.admin && edge.role !== start && !ways.has(edge.role)) ways.set(edge.role, [...way, edge.role]);
    }
  }
  return ways;
}

function remembered<T>(make: (role: string) => T): (role: string) => T {
  const made = new Map<string, T>();
  return (role) => {
    const known = made.get(role);
    if (known !== undefined) return known;
    const fresh = make(role);
    made.set(role, fresh);
    return fresh;
  };
}
