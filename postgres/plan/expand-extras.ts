import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { columnName } from "./select";

/** The OID of the bootstrap superuser (BOOTSTRAP_SUPERUSERID), who owns every parameter. */
const BOOTSTRAP = 10;

/** A parameter that nobody was granted yet. PostgreSQL makes its row with the first GRANT. */
export function newParameter(name: string, model: DatabaseModel): SecuredObject {
  const owner = [...model.roles.values()].find(({ oid }) => oid === BOOTSTRAP)?.name ?? "postgres";
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
  const existing = new Set((relation.columns ?? []).map(({ name }) => name));
  const made = [...declared.keys()]
    .filter((column) => !known.has(column) && existing.has(column))
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

/** The columns with privileges of their own, by the name of their relation. Those of the server's relations stand alone. */
export function columnsByRelation(model: DatabaseModel): ReadonlyMap<string, readonly SecuredObject[]> {
  const byRelation = new Map<string, SecuredObject[]>();
  for (const object of model.objects.values()) {
    if (object.kind !== "column" || object.system === true) continue;
    const key = relationOf(object);
    const columns = byRelation.get(key);
    if (columns === undefined) byRelation.set(key, [object]);
    else columns.push(object);
  }
  return byRelation;
}

/** What a relation and its columns have in common. */
export function relationOf({ schema, name }: SecuredObject): string {
  return JSON.stringify([schema, name]);
}
