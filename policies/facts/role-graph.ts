import { PUBLIC } from "../../postgres/model/acl";
import { type Facts, factsOf } from "./facts";
import { known } from "./maybe";
import type { SourcePlace } from "./object-ref";
import { latestPlace } from "./place-order";
import type { GrantFact } from "./privileges";
import type { MembershipFact, RoleFact } from "./roles";

/** Who can become whom. Built once per reading. */
export interface RoleGraph {
  /** The role's fact, or `undefined` for a predefined role, or one that the declaration does not hold. */
  role(name: string): RoleFact | undefined;
  /**
   * Every role that `name` can use the rights of: by inheriting them, by SET ROLE, or by granting itself either
   * (ADMIN). Each with the way there, `name` first. Does not hold `name` itself.
   */
  reachable(name: string): ReadonlyMap<string, readonly string[]>;
  /** Migrations: the statement that completed a way of `reachable`. */
  wayPlace(way: readonly string[]): SourcePlace | undefined;
  /** Every role that `name` is a member of, whether or not rights flow: whom a `+group` in pg_hba.conf means. */
  groups(name: string): ReadonlySet<string>;
}

const graphs = new WeakMap<Facts, RoleGraph>();

/** The graph of a reading; made at the first question and kept as long as the reading. */
export function roleGraph(facts: Facts): RoleGraph {
  const existing = graphs.get(facts);
  if (existing !== undefined) return existing;
  const graph = buildGraph(factsOf(facts, "role"), factsOf(facts, "membership"));
  graphs.set(facts, graph);
  return graph;
}

function buildGraph(roles: readonly RoleFact[], memberships: readonly MembershipFact[]): RoleGraph {
  const byName = new Map(roles.map((role) => [role.name, role]));
  const found = new Map<string, ReadonlyMap<string, readonly string[]>>();
  return {
    role: (name) => byName.get(name),
    reachable: (name) => {
      const ways = found.get(name) ?? waysFrom(name, memberships, flows);
      found.set(name, ways);
      return ways;
    },
    wayPlace: (way) =>
      latestPlace(
        ...way.slice(1).map((role, at) => {
          const between = memberships.filter((one) => one.member === way[at] && one.role === role);
          return latestPlace(...between.filter(flows).map(({ place }) => place));
        }),
      ),
    groups: (name) => new Set(waysFrom(name, memberships, () => true).keys()),
  };
}

/** True where the member can use the role's rights, or give itself the use of them. */
function flows({ inherit, set, admin }: MembershipFact): boolean {
  return inherit || set || known(admin) === true;
}

/** Breadth first, so that the way that is told is a shortest one. */
function waysFrom(
  name: string,
  memberships: readonly MembershipFact[],
  counts: (membership: MembershipFact) => boolean,
): Map<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>();
  const open: (readonly string[])[] = [[name]];
  for (let way = open.shift(); way !== undefined; way = open.shift()) {
    const member = way.at(-1);
    for (const membership of memberships) {
      if (known(membership.member) !== member) continue;
      const role = known(membership.role);
      if (role === name || ways.has(role) || !counts(membership)) continue;
      ways.set(role, [...way, role]);
      open.push([...way, role]);
    }
  }
  return ways;
}

/** True for the roles that PostgreSQL brings (`pg_monitor` …). No other role may be called so. */
export function isPredefined(name: string): boolean {
  return name.startsWith("pg_");
}

/**
 * True where the grantee of a privilege is someone to be kept small: PUBLIC, or a role that is neither a superuser
 * nor predefined, that neither owns the object, its schema or its database nor can act as one of these owners, and
 * that nobody has called trusted.
 */
export function isLowTrust(grant: GrantFact, facts: Facts, trusted: readonly string[] = []): boolean {
  const grantee = known(grant.grantee);
  if (grantee === PUBLIC) return true;
  if (isPredefined(grantee) || trusted.includes(grantee)) return false;
  const graph = roleGraph(facts);
  if (graph.role(grantee)?.superuser === true) return false;
  const reachable = graph.reachable(grantee);
  return !ownersAround(grant, facts).some((owner) => owner === grantee || reachable.has(owner));
}

/** The owner of the object, of its schema and of its database, as far as they are known. */
function ownersAround({ object, owner }: GrantFact, facts: Facts): string[] {
  const schemaName = object.kind === "schema" ? object.name : object.schema;
  const schema = factsOf(facts, "schema").find(
    (candidate) => candidate.name === schemaName && candidate.database === object.database,
  );
  const database = factsOf(facts, "database").find((candidate) => candidate.name === object.database);
  return [owner, schema?.owner, database?.owner].filter((name) => typeof name === "string");
}
