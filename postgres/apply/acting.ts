import { type Acl, heldBy, PUBLIC } from "../model/acl";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { ObjectName } from "../model/objects";
import { type MembershipGraph, membershipGraph } from "../model/reach";
import { MEMBERSHIP_OPTIONS_VERSION } from "../model/server-facts";
import type { AclClause, PlannedStatement } from "../plan/plan";

/** The role that the owner of the current database is a member of, and nobody else can be. */
export const DATABASE_OWNER = "pg_database_owner";

/** How one statement comes to be made in the right that it needs. */
export interface Acting {
  /** The role to become by SET LOCAL ROLE; absent: the managing role makes the statement itself. */
  readonly become?: string;
  /** Memberships that the managing role gives itself for the time being. */
  readonly borrow: readonly Loan[];
}

/** A membership of the managing role in `role`, until the end of the statements that need it. */
export interface Loan {
  readonly role: string;
  /** In whose name it is granted. Before PostgreSQL 16 a membership exists once, whoever granted it. */
  readonly grantor?: string;
}

/** Whose right a statement lacks: {@link Actor.actingFor} found no way to it. */
export interface Unreachable {
  readonly role: string;
  /** `rights`: to inherit it or become it. `become`: to be able to SET ROLE to it. */
  readonly how: "rights" | "inherit" | "become";
}

/** Answers for one model how the managing role comes to each right. */
export interface Actor {
  /** The way to make a statement, or the roles that there is no way to. */
  actingFor(statement: PlannedStatement): Acting | readonly Unreachable[];
}

/** The part of a way that concerns one role. */
interface Way {
  readonly become?: string;
  readonly loan?: Loan;
}

/**
 * Decides for each statement of a plan how it is made in the right of the role that it names. A superuser needs
 * nothing to act for an owner: PostgreSQL itself records the owner as the grantor. A role that inherits the owner's
 * rights needs nothing either, unless it holds grant options of its own: PostgreSQL may then record those as the source
 * (select_best_grantor in src/backend/utils/adt/acl.c). Else the role becomes the owner; and where it may not, but may
 * grant the owner's role, it lends itself the membership.
 */
export function actorOf(model: DatabaseModel, statements: readonly PlannedStatement[]): Actor {
  const graph = membershipGraph(model);
  const reader = model.reader.name;
  const withOwnOptions = grantOptionHolder(model, graph, statements);

  const borrow = (role: string, how: "inherit" | "become"): Way | undefined => {
    // Its members are not granted: they are what the database's owner is.
    const lent = role === DATABASE_OWNER ? databaseOwner(model) : role;
    const loan = loanOf(model, graph, lent);
    if (loan === undefined) return undefined;
    // Before 16, what a NOINHERIT role is granted it has only by SET ROLE.
    const inherits = model.version >= MEMBERSHIP_OPTIONS_VERSION || model.roles.get(reader)?.inherit === true;
    return how === "inherit" && !inherits ? undefined : { loan };
  };

  const become = (role: string): Way | undefined => {
    if (role === reader) return {};
    if (graph.canSetRole(reader, role)) return { become: role };
    const lent = borrow(role, "become");
    return lent === undefined ? undefined : { ...lent, become: role };
  };

  const inherit = (role: string): Way | undefined =>
    graph.inherits(reader, role) ? {} : borrow(role, "inherit");

  const rightsOf = (role: string, on: AclClause | undefined): Way | undefined => {
    if (model.reader.superuser || role === reader) return {};
    const direct = graph.inherits(reader, role);
    const hasOwn = on !== undefined && withOwnOptions(on);
    if (direct && !hasOwn) return {};
    if (graph.canSetRole(reader, role)) return { become: role };
    // A loan of both kinds: the more rights are had at once, the fewer a name or a schema can refuse.
    const lent = hasOwn ? become(role) : (inherit(role) ?? become(role));
    return lent ?? (direct ? {} : undefined);
  };

  return {
    actingFor(statement) {
      const { actAs, needs } = statement;
      const owner =
        statement.asOwner ?? (needs?.kind === "database owner" ? databaseOwner(model) : undefined);
      const ways: Way[] = [];
      const unreachable: Unreachable[] = [];
      const take = (way: Way | undefined, missing: Unreachable) => {
        if (way === undefined) unreachable.push(missing);
        else ways.push(way);
      };
      if (actAs !== undefined) {
        take(become(actAs), { role: actAs, how: "become" });
      } else if (owner !== undefined && needs?.kind === "new owner" && !model.reader.superuser) {
        // Two roles in one statement: the old owner's rights are inherited, and the new one could be become.
        take(inherit(owner), { role: owner, how: "inherit" });
        const heir = become(needs.role);
        take(heir?.loan === undefined ? heir && {} : { loan: heir.loan }, {
          role: needs.role,
          how: "become",
        });
      } else if (owner !== undefined) {
        take(rightsOf(owner, statement.on), { role: owner, how: "rights" });
      }
      if (unreachable.length > 0) return unreachable;
      const role = ways.find((way) => way.become !== undefined)?.become;
      return {
        ...(role === undefined ? {} : { become: role }),
        borrow: ways.flatMap(({ loan }) => (loan === undefined ? [] : [loan])),
      };
    },
  };
}

/** The owner of the database that the model is of. */
export function databaseOwner(model: DatabaseModel): string {
  return model.objects.get(objectKey({ kind: "database", name: model.database }))?.owner ?? model.reader.name;
}

/** Whether the managing role can grant itself this role, and in whose name. */
function loanOf(model: DatabaseModel, graph: MembershipGraph, role: string): Loan | undefined {
  const reader = model.reader.name;
  const wanted = model.roles.get(role);
  if (wanted === undefined || role === reader) return undefined;
  if (model.version < MEMBERSHIP_OPTIONS_VERSION) {
    return !wanted.superuser && model.roles.get(reader)?.createRole === true ? { role } : undefined;
  }
  if (wanted.superuser) return undefined;
  const grantor = grantorFor(model, graph, reader, role);
  return grantor === undefined ? undefined : { role, grantor };
}

/**
 * In whose name a role can grant another one since PostgreSQL 16: its own, or that of a role whose rights it inherits
 * and that holds the ADMIN option itself (select_best_admin in src/backend/utils/adt/acl.c).
 */
export function grantorFor(
  model: DatabaseModel,
  graph: MembershipGraph,
  member: string,
  role: string,
): string | undefined {
  const holders = new Set(
    model.memberships.filter((row) => row.role === role && row.admin).map((row) => row.member),
  );
  return [member, ...graph.inheritedRoles(member).keys()].find((name) => holders.has(name));
}

/**
 * Whether the managing role, or a role whose rights it inherits, may itself grant something on one of the objects, now or
 * by an earlier statement of the plan. On a column the grant options of its relation count too.
 */
function grantOptionHolder(
  model: DatabaseModel,
  graph: MembershipGraph,
  statements: readonly PlannedStatement[],
): (on: AclClause) => boolean {
  const { name } = model.reader;
  const mine = new Set([name, ...graph.inheritedRoles(name).keys()]);
  const given = new Set<string>();
  for (const { on } of statements)
    if (on?.gives === true && on.grantOption && on.grantees.some((grantee) => mine.has(grantee)))
      for (const object of on.objects) given.add(objectKey(object));
  const isHeld = (key: string): boolean => {
    const object = model.objects.get(key);
    const held = object?.acl.some(
      ({ grantable, grantee }) => grantable !== 0 && grantee !== object.owner && mine.has(grantee),
    );
    return held === true || given.has(key);
  };
  return ({ objects }) =>
    objects.some(
      (object) =>
        isHeld(objectKey(object)) || (object.kind === "column" && relationsCalled(object).some(isHeld)),
    );
}

/** The keys that the relation of a column may have. */
function relationsCalled({ schema, name }: ObjectName): string[] {
  const place = schema === undefined ? {} : { schema };
  return COLUMN_BEARERS.map((kind) => objectKey({ kind, ...place, name }));
}

const COLUMN_BEARERS = ["table", "foreign table", "view", "materialized view"] as const;

/**
 * Whether an access list gives a role all these privileges, by itself, by PUBLIC, or by a role whose rights it inherits.
 * An owner has no more than that: it can give itself everything, but has it only then.
 */
export function has(model: DatabaseModel, role: string, acl: Acl, privilege: number): boolean {
  const grantees = [PUBLIC, role, ...membershipGraph(model).inheritedRoles(role).keys()];
  return grantees.some((grantee) => (heldBy(acl, grantee) & privilege) === privilege);
}
