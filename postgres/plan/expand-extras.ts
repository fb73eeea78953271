import { relationKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { BOOTSTRAP_OID } from "../model/server-facts";
import { columnName } from "./select";

/** A parameter that nobody was granted yet; the bootstrap superuser owns it. PostgreSQL makes its row with the first GRANT. */
export function newParameter(name: string, model: DatabaseModel): SecuredObject {
  const owner = [...model.roles.values()].find(({ oid }) => oid === BOOTSTRAP_OID)?.name ?? "postgres";
  return { kind: "parameter", name, oid: 0, owner, acl: [], aclIsDefault: true };
}

/**
 * The columns of a relation that matter: those with privileges of their own, and those that a declaration names and the
 * relation has. A column without privileges of its own is no object of the model, so it is made here.
 */
export function columnsOf(
  found: readonly SecuredObject[],
  relation: SecuredObject,
  declared: ReadonlyMap<string, unknown>,
): SecuredObject[] {
  if (declared.size === 0) return [...found];
  const known = new Set(found.map(({ column }) => column));
  // Of the server's own relations no columns are read; the server itself tells of one that it lacks.
  const existing =
    relation.system === true ? undefined : new Set((relation.columns ?? []).map(({ name }) => name));
  const made = [...declared.keys()]
    .filter((column) => !known.has(column) && existing?.has(column) !== false)
    .map((column) => newColumn(relation, column));
  return [...found, ...made];
}

function newColumn(relation: SecuredObject, column: string): SecuredObject {
  return {
    ...columnName(relation, column),
    oid: relation.oid,
    owner: relation.owner,
    acl: [],
    aclIsDefault: true,
    relationKind: relation.kind as NonNullable<SecuredObject["relationKind"]>,
  };
}

/** The columns with privileges of their own, by the key of their relation. */
export function columnsByRelation(model: DatabaseModel): ReadonlyMap<string, readonly SecuredObject[]> {
  const byRelation = new Map<string, SecuredObject[]>();
  for (const object of model.objects.values()) {
    if (object.kind !== "column") continue;
    const key = relationKey(object);
    const columns = byRelation.get(key);
    if (columns === undefined) byRelation.set(key, [object]);
    else columns.push(object);
  }
  return byRelation;
}
