import { type Acl, PUBLIC } from "../model/acl";
import { objectKey, relationKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import type { PrivilegeSet } from "../model/privileges";
import { type MembershipGraph, membershipGraph, type Path } from "../model/reach";
import { type Power, powersOn, withheldOn } from "./powers";
import { isRelation, ON_COLUMNS, privilegesOf } from "./privileges-of";

/**
 * One way in which a role comes to privileges. `grant`: an entry for the last role of the path, where a path of one
 * role means directly. `owner`: the last role of the path owns the object. `predefined`: the last role of the path is
 * one such as `pg_read_all_data`. `public`: an entry for PUBLIC; its path is the role alone.
 */
export interface Reason {
  readonly how: "superuser" | "owner" | "grant" | "public" | "predefined";
  readonly path: Path;
  readonly privileges: PrivilegeSet;
  /** What may be passed on. */
  readonly grantable: PrivilegeSet;
  /** Columns: true where it is the relation that carries the privileges. */
  readonly ofRelation?: boolean;
}

/** What a role may do to an object without SET ROLE, as `has_…_privilege` tells it, and why. */
export interface Effective {
  readonly privileges: PrivilegeSet;
  /**
   * What it may pass on. Not a subset of `privileges`: an owner keeps every grant option, also of what it took from
   * itself, and so may take it back at any time.
   */
  readonly grantable: PrivilegeSet;
  /** Where the role has the rights of the owner (ALTER, DROP, GRANT): the way to the owner. Absent for superusers that are no such member. */
  readonly owner?: Path;
  /** Every way, strongest first: superuser, owner, own entry, memberships by length, PUBLIC. */
  readonly reasons: readonly Reason[];
}

/** What a role gains by SET ROLE. */
export interface AfterSetRole {
  /** The way to the role that it becomes. */
  readonly path: Path;
  /** All that the other role may do. */
  readonly effective: Effective;
  /** The privileges of these that the role lacks without SET ROLE. */
  readonly privileges: PrivilegeSet;
  /** The grant options of these that the role lacks without SET ROLE. */
  readonly grantable: PrivilegeSet;
}

/** Answers about one model. `role` is a role's name or {@link PUBLIC}. */
export interface EffectivePrivileges {
  readonly graph: MembershipGraph;
  /** On a relation: of the whole relation; a column has answers of its own, which include those of its relation. */
  on(role: string, object: SecuredObject): Effective;
  /** `has_any_column_privilege`: on a relation, what the role may do to it or to one of its columns. */
  onAnyColumn(role: string, relation: SecuredObject): Effective;
  /** The roles by which SET ROLE gives more than the role has without it, nearest first. */
  afterSetRole(role: string, object: SecuredObject): readonly AfterSetRole[];
  /** The columns of a relation that have entries of their own. */
  columnsOf(relation: SecuredObject): readonly SecuredObject[];
}

/** What is the same for all objects of equal kind, owner and access list: computed once for a thousand tables. */
interface Question {
  readonly all: PrivilegeSet;
  readonly withheld: PrivilegeSet;
  readonly powers: readonly Power[];
  readonly owner: string;
  readonly acl: Acl;
}

const NOTHING: Effective = { privileges: 0, grantable: 0, reasons: [] };

const answers = new WeakMap<DatabaseModel, EffectivePrivileges>();

/** The effective privileges of a model; made at the first question and kept as long as the model. */
export function effectivePrivileges(model: DatabaseModel): EffectivePrivileges {
  const known = answers.get(model);
  if (known !== undefined) return known;
  const fresh = new Judge(model);
  answers.set(model, fresh);
  return fresh;
}

class Judge implements EffectivePrivileges {
  readonly graph: MembershipGraph;
  readonly #model: DatabaseModel;
  readonly #known = new WeakMap<Acl, Map<string, Effective>>();
  readonly #columns = new Map<string, SecuredObject[]>();

  constructor(model: DatabaseModel) {
    this.#model = model;
    this.graph = membershipGraph(model);
    for (const object of model.objects.values()) {
      if (object.kind !== "column") continue;
      const relation = relationKey(object);
      this.#columns.set(relation, [...(this.#columns.get(relation) ?? []), object]);
    }
  }

  on(role: string, object: SecuredObject): Effective {
    if (object.kind !== "column") return this.#ofList(role, object);
    const relation = this.#model.objects.get(relationKey(object));
    const whole = relation === undefined ? NOTHING : this.#ofList(role, relation);
    const own = this.#ofList(role, object);
    // The owner's grant options come with the relation already.
    const reasons = own.reasons.filter(({ how, privileges }) => how !== "owner" || privileges !== 0);
    return joined([narrowed(whole), relation === undefined ? own : { ...own, reasons }]);
  }

  onAnyColumn(role: string, relation: SecuredObject): Effective {
    const whole = this.#ofList(role, relation);
    const columns = this.columnsOf(relation);
    // Most relations have no column with entries of its own: their answer is shared by all that are alike.
    if (columns.length === 0) return whole;
    return joined([whole, ...columns.map((column) => this.#ofList(role, column))]);
  }

  columnsOf(relation: SecuredObject): readonly SecuredObject[] {
    // Nearly always no column has entries, and a thousand relations are asked about.
    if (this.#columns.size === 0 || !isRelation(relation)) return [];
    return this.#columns.get(objectKey(relation)) ?? [];
  }

  afterSetRole(role: string, object: SecuredObject): readonly AfterSetRole[] {
    const gained: AfterSetRole[] = [];
    const own = this.on(role, object);
    for (const [other, path] of this.graph.settableRoles(role)) {
      const effective = this.on(other, object);
      const privileges = effective.privileges & ~own.privileges;
      const grantable = effective.grantable & ~own.grantable;
      if ((privileges | grantable) !== 0) gained.push({ path, effective, privileges, grantable });
    }
    return gained;
  }

  #ofList(role: string, object: SecuredObject): Effective {
    const question: Question = {
      all: privilegesOf(object, this.#model.version),
      withheld: withheldOn(object),
      powers: powersOn(object),
      owner: object.owner,
      acl: object.acl,
    };
    const answered = this.#known.get(object.acl) ?? new Map<string, Effective>();
    this.#known.set(object.acl, answered);
    // A role's name cannot hold NUL, so that no two questions share a key.
    const key = [
      role,
      object.owner,
      question.all,
      question.withheld,
      question.powers[0]?.privileges ?? 0,
    ].join("\0");
    const known = answered.get(key);
    if (known !== undefined) return known;
    const effective = this.#answer(role, question);
    answered.set(key, effective);
    return effective;
  }

  /** As aclmask() and its callers in aclchk.c and acl.c decide. */
  #answer(role: string, question: Question): Effective {
    const { all, withheld, owner } = question;
    const owning = this.#wayTo(role, owner);
    const ownership = owning === undefined ? {} : { owner: owning };
    if (this.#model.roles.get(role)?.superuser === true) {
      const reason: Reason = { how: "superuser", path: [role], privileges: all, grantable: all };
      return { privileges: all, grantable: all, ...ownership, reasons: [reason] };
    }
    const reasons: Reason[] = [];
    for (const [grantee, held] of entriesByGrantee(question.acl)) {
      const path = grantee === PUBLIC ? [role] : this.#wayTo(role, grantee);
      if (path === undefined || grantee === owner) continue;
      reasons.push({ how: grantee === PUBLIC ? "public" : "grant", path, ...held });
    }
    if (owning !== undefined) {
      const held = entriesByGrantee(question.acl).get(owner)?.privileges ?? 0;
      reasons.push({ how: "owner", path: owning, privileges: held, grantable: all });
    }
    for (const power of question.powers) {
      const path = this.#wayTo(role, power.role);
      if (path !== undefined)
        reasons.push({ how: "predefined", path, privileges: power.privileges, grantable: 0 });
    }
    const allowed = reasons
      .map((reason) => ({
        ...reason,
        privileges: reason.privileges & all & ~withheld,
        grantable: reason.grantable & all,
      }))
      .filter(({ privileges, grantable }) => (privileges | grantable) !== 0);
    return { ...joined([{ ...NOTHING, reasons: allowed }]), ...ownership };
  }

  #wayTo(role: string, other: string): Path | undefined {
    return role === other ? [role] : this.graph.inheritedRoles(role).get(other);
  }
}

/** One list's entries, those of a grantee from several grantors together. */
function entriesByGrantee(
  acl: Acl,
): ReadonlyMap<string, { readonly privileges: PrivilegeSet; readonly grantable: PrivilegeSet }> {
  const held = new Map<string, { privileges: PrivilegeSet; grantable: PrivilegeSet }>();
  for (const { grantee, privileges, grantable } of acl) {
    const before = held.get(grantee) ?? { privileges: 0, grantable: 0 };
    held.set(grantee, {
      privileges: before.privileges | privileges,
      grantable: before.grantable | grantable,
    });
  }
  return held;
}

/** What a relation's answer means for one of its columns. */
function narrowed(whole: Effective): Effective {
  const reasons = whole.reasons
    .map((reason) => ({
      ...reason,
      privileges: reason.privileges & ON_COLUMNS,
      grantable: reason.grantable & ON_COLUMNS,
      ofRelation: true,
    }))
    .filter(({ privileges, grantable }) => (privileges | grantable) !== 0);
  return { ...whole, reasons };
}

const STRENGTH: readonly Reason["how"][] = ["superuser", "owner", "grant", "predefined", "public"];

/** Several answers as one, their reasons in order. */
function joined(parts: readonly Effective[]): Effective {
  const owner = parts.find((part) => part.owner !== undefined)?.owner;
  const reasons = parts
    .flatMap((part) => part.reasons)
    .sort((a, b) => STRENGTH.indexOf(a.how) - STRENGTH.indexOf(b.how) || a.path.length - b.path.length);
  return {
    privileges: reasons.reduce((set, reason) => set | reason.privileges, 0),
    grantable: reasons.reduce((set, reason) => set | reason.grantable, 0),
    ...(owner === undefined ? {} : { owner }),
    reasons,
  };
}
