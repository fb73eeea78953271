import type { DatabaseModel } from "../../../postgres/model/model";
import type { ObjectKind, SecuredObject } from "../../../postgres/model/objects";

/** The kinds that rules judge. */
const JUDGED: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  "database",
  "schema",
  "table",
  "foreign table",
  "view",
  "materialized view",
  "sequence",
  "function",
  "procedure",
  "aggregate",
  "type",
  "domain",
  "column",
]);

/** The objects of a model that become facts: the database and what the user's schemas hold. */
export function judgedObjects(model: DatabaseModel): SecuredObject[] {
  return [...model.objects.values()].filter((object) => object.system !== true && JUDGED.has(object.kind));
}

/** Kinds that lie in no schema: their privileges are judged, beside {@link judgedObjects}. */
const OUTSIDE: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  "foreign-data wrapper",
  "foreign server",
  "tablespace",
  "parameter",
  "large object",
]);

/** The objects outside of schemas whose privileges become facts. */
export function outsideObjects(model: DatabaseModel): SecuredObject[] {
  return [...model.objects.values()].filter((object) => OUTSIDE.has(object.kind));
}
