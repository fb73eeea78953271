import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import type { PrivilegeSet } from "../model/privileges";
import { type AccessIntent, grantKindOf, MAINTAIN, type SchemaIntent } from "./access-intent";
import { newSchema } from "./blank-model";
import type { Problem } from "./plan";
import type { AccessMode } from "./words";

/** One object with the access that is meant for it. */
export interface DesiredObject {
  readonly key: string;
  readonly object: SecuredObject;
  readonly mode: AccessMode;
  /** Grantee → privileges; who is not named is to have nothing. The owner's own privileges are never touched. */
  readonly grants: ReadonlyMap<string, PrivilegeSet>;
}

const NOTHING: ReadonlyMap<string, PrivilegeSet> = new Map();

/**
 * Expands a declaration against the objects that exist. Schemas that do not exist yet are taken as freshly created by
 * the owner, so that a first preview shows what the update will do. Objects of extensions are left out: their
 * privileges belong to the extension.
 */
export function expandAccess(
  intent: AccessIntent,
  model: DatabaseModel,
): { objects: DesiredObject[]; problems: Problem[] } {
  const problems = versionProblems(intent, model);
  const objects: DesiredObject[] = [];
  // The grants of one schema repeat over its objects; one map per schema and kind is shared.
  const shared = new Map<string, ReadonlyMap<string, PrivilegeSet>>();
  for (const [key, object] of model.objects) {
    if (object.extension !== undefined) continue;
    if (object.kind === "database") {
      objects.push({ key, object, mode: intent.mode, grants: intent.databaseGrants });
      continue;
    }
    const schema = intent.schemas.get(object.kind === "schema" ? object.name : (object.schema ?? ""));
    if (schema === undefined) continue;
    objects.push({
      key,
      object,
      mode: schema.mode,
      grants: grantsFor(schema, object, model.version, shared),
    });
  }
  for (const [name, schema] of intent.schemas) {
    const key = objectKey({ kind: "schema", name });
    if (model.objects.has(key)) continue;
    const object = newSchema(name, intent.owner, model.version);
    objects.push({
      key,
      object,
      mode: schema.mode,
      grants: grantsFor(schema, object, model.version, shared),
    });
  }
  return { objects, problems };
}

function grantsFor(
  schema: SchemaIntent,
  object: SecuredObject,
  version: number,
  shared: Map<string, ReadonlyMap<string, PrivilegeSet>>,
): ReadonlyMap<string, PrivilegeSet> {
  const kind = grantKindOf(object);
  // A partition is reached through its parent; a privilege of its own would go around the parent's row security.
  if (kind === undefined || object.partition === true) return NOTHING;
  if (kind === "views" && schema.viewsRunAs === "invoker" && version < 150000) return NOTHING;
  const cacheKey = `${kind} ${object.schema ?? object.name}`;
  const known = shared.get(cacheKey);
  if (known !== undefined) return known;
  const grants = new Map<string, PrivilegeSet>();
  for (const [grantee, kinds] of schema.grants) {
    const set = kinds[kind] ?? 0;
    if (set !== 0) grants.set(grantee, set);
  }
  shared.set(cacheKey, grants);
  return grants;
}

function versionProblems(intent: AccessIntent, model: DatabaseModel): Problem[] {
  if (model.version >= 170000) return [];
  const problems: Problem[] = [];
  for (const [schema, { grants }] of intent.schemas) {
    for (const [grantee, kinds] of grants) {
      for (const [kind, set] of Object.entries(kinds)) {
        if ((set & MAINTAIN) === 0) continue;
        problems.push({
          path:
            grantee === ""
              ? `schemas.${schema}.public.${kind}`
              : `schemas.${schema}.roles.${grantee}.${kind}`,
          reason: `MAINTAIN came with PostgreSQL 17 and the server is ${Math.floor(model.version / 10000)}: leave it out`,
        });
      }
    }
  }
  return problems;
}
