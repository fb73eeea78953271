import type { ObjectKind, ObjectName } from "../../../postgres/model/objects";
import type { Rights } from "../../../postgres/model/privileges";
import type { AccessIntent } from "../../../postgres/plan/access-intent";
import { type GraphGroups, graphEntries } from "../../../postgres/plan/graph-groups";
import { type GrantKind, grantKindsOf } from "../../../postgres/plan/kinds";
import type { FactsByType } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import type { DefaultPrivilegeFact, GrantFact } from "../../facts/privileges";
import { defaultFact, grantFact } from "./access-fact";
import { isOtherKey, parseDefaultsKey, parseHoldings, parseObjectKey } from "./graph-text";
import type { DeclaredResource } from "./resource";

/**
 * The graph that the plugin's check has expanded: each object with what is meant for it. What initdb or an extension gave
 * on their own objects stands in it too, and nobody has declared it; only what the declaration can have given is a fact.
 */
export function graphPrivileges(
  resource: DeclaredResource,
  intent: AccessIntent,
  graph: GraphGroups,
): FactsByType | Unknown {
  const grant: GrantFact[] = [];
  const defaultPrivilege: DefaultPrivilegeFact[] = [];
  const declared = new DeclaredRights(intent);
  for (const [key, text] of graphEntries(graph)) {
    const object = parseObjectKey(key);
    const place = object === undefined ? parseDefaultsKey(key) : undefined;
    if (object === undefined && place === undefined && isOtherKey(key)) continue;
    const holdings = parseHoldings(text);
    if (holdings === undefined || (object === undefined && place === undefined))
      return new Unknown(`the entry ${key} of privileges is of a form that this version does not know`);
    for (const [grantee, held] of holdings) {
      if (place !== undefined) {
        defaultPrivilege.push(defaultFact(resource, intent, place, grantee, held));
      } else if (object !== undefined) {
        const given = held & (declared.on(object).get(grantee) ?? 0);
        if (given !== 0) grant.push(grantFact(resource, intent, object, grantee, given));
      }
    }
  }
  return { grant, defaultPrivilege };
}

/** The most that a declaration can give on an object, whatever its rules mean by names, patterns and exceptions. */
class DeclaredRights {
  readonly #intent: AccessIntent;
  /** Ten thousand tables of a schema share one answer. */
  readonly #known = new Map<string, ReadonlyMap<string, Rights>>();

  constructor(intent: AccessIntent) {
    this.#intent = intent;
  }

  on(object: ObjectName): ReadonlyMap<string, Rights> {
    const schema = object.kind === "schema" ? object.name : object.schema;
    const place = JSON.stringify([object.kind, schema]);
    const known = this.#known.get(place);
    if (known !== undefined) return known;
    const made = this.#collect(object.kind, schema);
    this.#known.set(place, made);
    return made;
  }

  #collect(objectKind: ObjectKind, schema: string | undefined): Map<string, Rights> {
    const { databaseGrants, schemas, rules } = this.#intent;
    const sum = new Map<string, Rights>(objectKind === "database" ? databaseGrants : []);
    const add = (grantee: string, held = 0) => sum.set(grantee, (sum.get(grantee) ?? 0) | held);
    const kinds = grantKindsOf(objectKind);
    const isHere = (kind: GrantKind, at: string | undefined) => kinds.includes(kind) && at === schema;
    for (const [name, { grants }] of schemas)
      for (const [grantee, byKind] of grants)
        for (const [kind, held] of Object.entries(byKind))
          if (isHere(kind as GrantKind, name)) add(grantee, held);
    for (const { on, rights, grantees } of rules)
      for (const { kind, schema: at } of on)
        if (isHere(kind, at)) for (const grantee of grantees) add(grantee, rights[kind]);
    return sum;
  }
}
