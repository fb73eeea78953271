import { PUBLIC } from "../../model/acl";
import type { SecuredObject } from "../../model/objects";
import { privilegesIn, type Rights } from "../../model/privileges";
import { grantKindOf } from "../kinds";
import { type Holdings, holdingsOf, initialHoldings, listOf, minus } from "./holdings";

/** One entry of `grants` or `denials`. */
export type Rule = Readonly<Record<string, unknown>>;

/** Rules by name for what the short form does not say. Denials are for what initdb or an extension gave and somebody took. */
export function describeRules(
  left: readonly { readonly object: SecuredObject; readonly holdings: Holdings }[],
): { rules: Rule[]; denials: Rule[] } {
  const grants: { object: SecuredObject; holdings: Holdings }[] = [];
  const taken: { object: SecuredObject; holdings: Holdings }[] = [];
  for (const { object, holdings } of left) {
    // Roles' privileges on the database have a property of their own.
    if (object.kind === "database") {
      const open = holdings.get(PUBLIC);
      if (open !== undefined) grants.push({ object, holdings: new Map([[PUBLIC, open]]) });
      continue;
    }
    const given =
      object.initialAcl === undefined ? holdings : minus(holdingsOf(object), initialHoldings(object));
    if (given.size > 0) grants.push({ object, holdings: given });
    if (object.initialAcl === undefined) continue;
    const missing = onlyPrivileges(minus(initialHoldings(object), holdingsOf(object)));
    if (missing.size > 0) taken.push({ object, holdings: missing });
  }
  return { rules: gather(grants, "to", "toPublic"), denials: gather(taken, "from", "fromPublic") };
}

/** A lost grant option alone is nothing that a denial could say. */
function onlyPrivileges(holdings: Holdings): Holdings {
  const result = new Map<string, Rights>();
  for (const [grantee, value] of holdings)
    if (privilegesIn(value) !== 0) result.set(grantee, privilegesIn(value));
  return result;
}

/** Objects on which a grantee holds the same share a rule, and so do grantees whose rules are the same. */
function gather(
  entries: readonly { readonly object: SecuredObject; readonly holdings: Holdings }[],
  names: "to" | "from",
  flag: "toPublic" | "fromPublic",
): Rule[] {
  const byGrantee = new Map<string, { grantee: string; privileges: string[]; on: SelectorDeclaration[] }>();
  for (const { object, holdings } of entries)
    for (const [grantee, value] of holdings) {
      const privileges = listOf(value);
      const key = JSON.stringify([grantee, privileges]);
      const rule = byGrantee.get(key) ?? { grantee, privileges, on: [] };
      addSelector(rule.on, object);
      byGrantee.set(key, rule);
    }
  const merged = new Map<string, { grantees: string[]; privileges: string[]; on: SelectorDeclaration[] }>();
  for (const { grantee, privileges, on } of byGrantee.values()) {
    const key = JSON.stringify([privileges, on]);
    const rule = merged.get(key) ?? { grantees: [], privileges, on };
    rule.grantees.push(grantee);
    merged.set(key, rule);
  }
  return [...merged.values()].map(({ grantees, privileges, on }) => {
    const roles = grantees.filter((name) => name !== PUBLIC).sort();
    return {
      ...(roles.length === 0 ? {} : { [names]: roles }),
      ...(grantees.includes(PUBLIC) ? { [flag]: true } : {}),
      privileges,
      on,
    };
  });
}

interface SelectorDeclaration {
  readonly kind: string;
  readonly schema?: string;
  readonly name?: string;
  readonly args?: string;
  readonly columns?: string[];
}

/** Columns of one relation share a selector. */
function addSelector(on: SelectorDeclaration[], object: SecuredObject): void {
  const { schema, name, args, column } = object;
  const kind = grantKindOf(object);
  if (column !== undefined) {
    const known = on.find(
      (one) => one.kind === kind && one.schema === schema && one.name === name && one.columns !== undefined,
    );
    if (known?.columns !== undefined) known.columns.push(column);
    else on.push({ kind, ...(schema === undefined ? {} : { schema }), name, columns: [column] });
    return;
  }
  if (object.kind === "schema") on.push({ kind, schema: name });
  else if (object.kind === "database") on.push({ kind });
  else
    on.push({
      kind,
      ...(schema === undefined ? {} : { schema }),
      name,
      ...(args === undefined ? {} : { args }),
    });
}
