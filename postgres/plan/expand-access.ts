import { heldBy, PUBLIC } from "../model/acl";
import { granteeText, objectKey, relationKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import { isRowType, type SecuredObject } from "../model/objects";
import { grantableIn, type PrivilegeSet, privilegesIn, type Rights, rights } from "../model/privileges";
import {
  type AccessIntent,
  type DenialRule,
  declaredRoles,
  type GrantRule,
  type SchemaIntent,
} from "./access-intent";
import { newSchema } from "./blank-model";
import { builtInGrants } from "./built-in-grants";
import { conflict } from "./conflicts";
import { columnsByRelation, columnsOf, newParameter } from "./expand-extras";
import { grantKindOf, RELATION_KINDS, SCHEMA_KINDS } from "./kinds";
import { type ObjectMode, objectMode, takesFrom } from "./object-mode";
import { ownPrivileges } from "./own-privileges";
import type { Problem } from "./plan";
import { isAbout, isExcepted, type Selectable, SelectorIndex, selectable, unmatched } from "./select";
import { versionProblems } from "./version-problems";

/** One object with the access that is meant for it. */
export interface DesiredObject {
  readonly key: string;
  readonly object: SecuredObject;
  readonly mode: ObjectMode;
  /** Grantee → privileges; who is not named is to have nothing. What the owner is to have stands in `own`. */
  readonly grants: ReadonlyMap<string, Rights>;
  /** Grantee → what it must not have, whatever the mode says. */
  readonly denied: ReadonlyMap<string, PrivilegeSet>;
  /** What the owner is to have by itself, as far as nothing of it is denied; on a column, what is declared for it and lost. Absent: nothing is said about that. */
  readonly own?: PrivilegeSet;
}

/** A declaration expanded against the objects that exist. */
export interface Expansion {
  readonly objects: DesiredObject[];
  readonly problems: Problem[];
  /** What the declaration names and the database lacks: sentences. It does no harm, and may be a mistake. */
  readonly remarks: string[];
}

const NOTHING: ReadonlyMap<string, Rights> = new Map();
const NOTHING_DENIED: ReadonlyMap<string, PrivilegeSet> = new Map();
const OF_TYPES = builtInGrants("type");

/**
 * Expands a declaration against the objects that exist. Schemas that do not exist yet are taken as freshly created by
 * the owner, so that a first preview shows what the update will do. What initdb or an extension gave on their own
 * objects is part of what is meant for them.
 */
export function expandAccess(intent: AccessIntent, model: DatabaseModel): Expansion {
  const expander = new Expander(intent, model);
  for (const [key, object] of model.objects) expander.add(key, object);
  for (const name of intent.schemas.keys()) {
    const key = objectKey({ kind: "schema", name });
    if (!model.objects.has(key)) expander.add(key, newSchema(name, intent.owner, model.version));
  }
  for (const object of expander.missingParameters()) expander.add(objectKey(object), object);
  return expander.result();
}

class Expander {
  readonly #intent: AccessIntent;
  readonly #model: DatabaseModel;
  readonly #rules: SelectorIndex<GrantRule>;
  readonly #denials: SelectorIndex<DenialRule>;
  readonly #named: ReadonlySet<string>;
  readonly #columns: ReadonlyMap<string, readonly SecuredObject[]>;
  readonly #objects: DesiredObject[] = [];
  readonly #problems: Problem[];
  readonly #matched = new Set<string>();
  /** The grants of one schema repeat over its objects; one map per schema and kind is shared. */
  readonly #shared = new Map<string, ReadonlyMap<string, Rights>>();

  constructor(intent: AccessIntent, model: DatabaseModel) {
    this.#intent = intent;
    this.#model = model;
    this.#rules = new SelectorIndex(intent.rules);
    this.#denials = new SelectorIndex(intent.denials);
    this.#named = new Set([...declaredRoles(intent), PUBLIC]);
    this.#columns = columnsByRelation(model);
    this.#problems = versionProblems(intent, model.version);
  }

  result(): Expansion {
    return {
      objects: this.#objects,
      problems: this.#problems,
      remarks: unmatched([...this.#intent.rules, ...this.#intent.denials], this.#matched),
    };
  }

  /** Parameters that a rule names and nobody was ever granted: they have no row in the catalog yet. */
  missingParameters(): SecuredObject[] {
    const names = [...this.#intent.rules, ...this.#intent.denials]
      .flatMap(({ on }) => on)
      .flatMap(({ kind, name }) => (kind === "parameters" && name !== undefined ? [name] : []));
    return [...new Set(names)]
      .map((name) => newParameter(name, this.#model))
      .filter((object) => !this.#model.objects.has(objectKey(object)));
  }

  add(key: string, object: SecuredObject): void {
    // Columns come with their relation; of the server's relations, only those are in the model that differ themselves.
    if (object.kind === "column" && this.#model.objects.has(relationKey(object))) return;
    const schema = this.#schemaOf(object);
    const inSchema = object.kind === "schema" || object.schema !== undefined;
    if (inSchema && schema === undefined && object.initialAcl === undefined) return;
    const mode = objectMode(this.#intent, this.#model, object, schema, this.#named);
    if (object.kind === "column") {
      this.#push({ key, object, mode, grants: initialGrants(object), denied: NOTHING_DENIED });
      return;
    }
    const withheld =
      object.kind === "view" && schema?.viewsRunAs === "invoker" && this.#model.version < 150000;
    const base = object.initialAcl === undefined ? this.#short(schema, object) : initialGrants(object);
    const target = selectable(object);
    const { table, columns } = this.#byRules(object, target, withheld);
    const grants = table.size === 0 ? base : union(base, table);
    this.#push({ key, object, mode, ...this.#without(object, target, withheld ? NOTHING : grants) });
    if (!RELATION_KINDS.has(grantKindOf(object))) return;
    const known = this.#columns.size === 0 ? [] : (this.#columns.get(key) ?? []);
    this.#addDenied(target, columns);
    for (const column of columnsOf(known, object, columns)) {
      const declared = columns.get(column.column ?? "") ?? NOTHING;
      const meant = this.#without(object, target, union(initialGrants(column), declared), column.column);
      const own = ownOfColumn(object, mode, grants, declared);
      this.#push({ key: objectKey(column), object: column, mode, ...meant }, own);
    }
  }

  #push(desired: DesiredObject, own = this.#own(desired)): void {
    // Ten thousand objects come by here: filled in rather than copied.
    this.#objects.push(Object.assign(desired, { own }));
  }

  /**
   * What the owner is to have of its own: everything, where it is a role of the declaration and the object nobody else's;
   * otherwise only what a denial speaks about.
   */
  #own({ object, denied }: DesiredObject): PrivilegeSet {
    const { owner, initialAcl } = object;
    if (this.#intent.ignored.has(owner)) return 0;
    const all = ownPrivileges(object, this.#model.version);
    return initialAcl === undefined && this.#named.has(owner) ? all : all & (denied.get(owner) ?? 0);
  }

  #schemaOf(object: SecuredObject): SchemaIntent | undefined {
    const name = object.kind === "schema" ? object.name : object.schema;
    return name === undefined ? undefined : this.#intent.schemas.get(name);
  }

  /** What the short form gives on every object of the kind. */
  #short(schema: SchemaIntent | undefined, object: SecuredObject): ReadonlyMap<string, Rights> {
    if (object.kind === "database") return this.#intent.databaseGrants;
    // It is in the model only where somebody granted or revoked something on it. Of all others PUBLIC has what it has by
    // itself, and so it keeps that here, where it has not lost it.
    if (isRowType(object)) return heldBy(object.acl, PUBLIC) === 0 ? NOTHING : OF_TYPES;
    // A partition is reached through its parent; a privilege of its own would go around the parent's row security.
    if (schema === undefined || object.partition === true) return NOTHING;
    const kind = SCHEMA_KINDS.find((word) => word === grantKindOf(object));
    if (kind === undefined) return NOTHING;
    const cacheKey = JSON.stringify([kind, object.kind === "schema" ? object.name : object.schema]);
    const known = this.#shared.get(cacheKey);
    if (known !== undefined) return known;
    const grants = new Map<string, Rights>();
    for (const [grantee, kinds] of schema.grants) {
      const value = kinds[kind] ?? 0;
      if (value !== 0) grants.set(grantee, value);
    }
    this.#shared.set(cacheKey, grants);
    return grants;
  }

  /** What the rules give on an object, and on each of its columns. */
  #byRules(object: SecuredObject, target: Selectable, withheld: boolean) {
    const table = new Map<string, Rights>();
    const columns = new Map<string, ReadonlyMap<string, Rights>>();
    for (const { rule, selector } of this.#rules.matching(target)) {
      this.#matched.add(selector.path);
      // Only a rule that names it reaches a partition, a row type, or an object of the server or of an extension.
      const particular = object.partition === true || object.initialAcl !== undefined || isRowType(object);
      if (
        withheld ||
        (particular && selector.name === undefined && object.kind !== "schema" && !isLone(object))
      )
        continue;
      const value = rule.rights[selector.kind] ?? 0;
      if (selector.columns === undefined) {
        if (!isExcepted(rule.except, target)) for (const name of rule.grantees) raise(table, name, value);
        continue;
      }
      for (const column of selector.columns) {
        if (isExcepted(rule.except, target, column)) continue;
        const held = new Map(columns.get(column));
        for (const name of rule.grantees) raise(held, name, value);
        columns.set(column, held);
      }
    }
    return { table, columns };
  }

  /** A column that only a denial names is to be looked at, too: the role may have it by the relation, or as a member. */
  #addDenied(target: Selectable, columns: Map<string, ReadonlyMap<string, Rights>>): void {
    for (const { selector } of this.#denials.matching(target))
      for (const column of selector.columns ?? []) if (!columns.has(column)) columns.set(column, NOTHING);
  }

  /** Takes what is denied out of the grants. Something both declared and denied is a problem. */
  #without(
    object: SecuredObject,
    target: Selectable,
    grants: ReadonlyMap<string, Rights>,
    column?: string,
  ): Pick<DesiredObject, "grants" | "denied"> {
    if (column === undefined)
      for (const { rule, selector } of this.#denials.matching(target))
        if (selector.columns !== undefined && rule.grantees.includes(object.owner))
          this.#problems.push(ownColumn(rule, object, selector.columns));
    const rules = this.#denials.matching(target).filter(({ rule, selector }) => {
      this.#matched.add(selector.path);
      return isAbout(rule, selector, target, column) && (selector.name !== undefined || !isRowType(object));
    });
    if (rules.length === 0) return { grants, denied: NOTHING_DENIED };
    const denied = new Map<string, PrivilegeSet>();
    const left = new Map(grants);
    for (const { rule } of rules)
      for (const name of rule.grantees) {
        const set = rule.privileges ?? privilegesIn(-1);
        denied.set(name, (denied.get(name) ?? 0) | set);
        const both = privilegesIn(left.get(name) ?? 0) & set;
        if (both === 0) continue;
        // What initdb, an extension or the server gave is no declaration, and a denial takes it away.
        if (object.initialAcl === undefined && !(name === PUBLIC && isRowType(object)))
          this.#problems.push(
            conflict(rule, name, both, objectKey(object), `the declaration for ${granteeText(name)}`),
          );
        const kept = privilegesIn(left.get(name) ?? 0) & ~set;
        left.set(name, rights(kept, grantableIn(left.get(name) ?? 0) & kept));
      }
    return { grants: left, denied };
  }
}

/** The owner has a privilege on a column by having it on the relation, where alone it can be denied. */
function ownColumn(rule: DenialRule, relation: SecuredObject, columns: readonly string[]): Problem {
  return {
    path: rule.path,
    reason: `denies ${granteeText(relation.owner)} something on ${columns.join(", ")} of ${objectKey(relation)}, which it owns, and an owner has its privileges on the whole relation: deny them there, or leave it out`,
  };
}

/**
 * What an owner that lost it on its relation is declared to have on a column. Where the mode gives the whole relation
 * back, or the declaration does, the column needs nothing.
 */
function ownOfColumn(
  { owner, acl }: SecuredObject,
  mode: ObjectMode,
  onRelation: ReadonlyMap<string, Rights>,
  onColumn: ReadonlyMap<string, Rights>,
): PrivilegeSet {
  const declared = privilegesIn(onColumn.get(owner) ?? 0);
  if (declared === 0 || takesFrom(mode, owner)) return 0;
  return declared & ~heldBy(acl, owner) & ~privilegesIn(onRelation.get(owner) ?? 0);
}

/** Kinds of which a database has so few that a rule may mean all of them, the server's own included. */
function isLone({ kind }: SecuredObject): boolean {
  return kind === "language" || kind === "foreign-data wrapper" || kind === "foreign server";
}

function initialGrants({ initialAcl, owner }: SecuredObject): ReadonlyMap<string, Rights> {
  if (initialAcl === undefined) return NOTHING;
  const grants = new Map<string, Rights>();
  for (const { grantee, privileges, grantable } of initialAcl)
    if (grantee !== owner) raise(grants, grantee, rights(privileges, grantable));
  return grants;
}

function raise(grants: Map<string, Rights>, grantee: string, value: Rights): void {
  if (value !== 0) grants.set(grantee, (grants.get(grantee) ?? 0) | value);
}

function union(a: ReadonlyMap<string, Rights>, b: ReadonlyMap<string, Rights>): ReadonlyMap<string, Rights> {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const both = new Map(a);
  for (const [grantee, value] of b) raise(both, grantee, value);
  return both;
}
