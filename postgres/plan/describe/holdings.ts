import { isRowType, type SecuredObject } from "../../model/objects";
import {
  grantableIn,
  privilegeNames,
  privilegeSet,
  privilegesIn,
  type Rights,
  rights,
} from "../../model/privileges";
import { grantKindOf, SCHEMA_KINDS, type SchemaKind } from "../kinds";

/** Grantee → what it holds, from whomever. The owner and roles that are gone are left out. */
export type Holdings = ReadonlyMap<string, Rights>;

/** What an object's grantees hold. */
export function holdingsOf({ acl, owner }: Pick<SecuredObject, "acl" | "owner">): Holdings {
  const held = new Map<string, Rights>();
  for (const { grantee, privileges, grantable } of acl)
    if (grantee !== owner && !grantee.startsWith("#"))
      held.set(grantee, (held.get(grantee) ?? 0) | rights(privileges, grantable));
  return held;
}

/** `["SELECT", "INSERT WITH GRANT OPTION"]`. */
export function listOf(value: Rights): string[] {
  const grantable = grantableIn(value);
  return privilegeNames(privilegesIn(value) | grantable).map((name) =>
    (grantable & privilegeSet([name])) === 0 ? name : `${name} WITH GRANT OPTION`,
  );
}

/** What of one set of holdings is not in another. */
export function minus(held: Holdings, other: Holdings): Holdings {
  const left = new Map<string, Rights>();
  for (const [grantee, value] of held) {
    const more = value & ~(other.get(grantee) ?? 0);
    if (more !== 0) left.set(grantee, more);
  }
  return left;
}

/** The kind under which a schema's declaration speaks about an object, where it speaks about each of them alike. */
function commonKind(object: SecuredObject): SchemaKind | undefined {
  if (object.kind === "column" || object.partition === true || object.initialAcl !== undefined)
    return undefined;
  if (isRowType(object)) return undefined;
  return SCHEMA_KINDS.find((kind) => kind === grantKindOf(object));
}

/** What each grantee holds on every object of a kind in one schema. */
export function commonByKind(objects: readonly SecuredObject[]): ReadonlyMap<SchemaKind, Holdings> {
  const common = new Map<SchemaKind, Map<string, Rights>>();
  for (const object of objects) {
    const kind = commonKind(object);
    if (kind === undefined) continue;
    const held = holdingsOf(object);
    const known = common.get(kind);
    if (known === undefined) {
      common.set(kind, new Map(held));
      continue;
    }
    for (const [grantee, value] of known) {
      const both = value & (held.get(grantee) ?? 0);
      if (both === 0) known.delete(grantee);
      else known.set(grantee, both);
    }
  }
  return common;
}

/** What is held on an object beyond what is common to its kind, or beyond what initdb or its extension gave. */
export function beyond(object: SecuredObject, common: ReadonlyMap<SchemaKind, Holdings>): Holdings {
  const held = holdingsOf(object);
  if (object.initialAcl !== undefined) return minus(held, initialHoldings(object));
  const kind = commonKind(object);
  return kind === undefined ? held : minus(held, common.get(kind) ?? new Map());
}

/** What initdb or its extension gave on an object. */
export function initialHoldings({ initialAcl, owner }: SecuredObject): Holdings {
  return holdingsOf({ acl: initialAcl ?? [], owner });
}
