import type { Acl, AclEntry } from "../model/acl";
import { relationKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { BOOTSTRAP_OID } from "../model/server-facts";
import { alterOwner } from "../sql/alter-owner";
import { displayIdentifier } from "../sql/quote";
import { type AccessIntent, modeOf, type SchemaIntent } from "./access-intent";
import type { Change, PlannedStatement, PlanPart } from "./plan";
import { isReachable } from "./reachable";
import { countObjects } from "./summary";
import type { AccessMode } from "./words";

/** Objects whose owner is not among those that the declaration allows, and the model as it is once they have the right one. */
export interface OwnerPlan {
  readonly part: PlanPart;
  readonly model: DatabaseModel;
}

/**
 * Compares the owners of the database and of everything in the declared schemas with the declared ones. An owner may do
 * everything with its object and give it to anybody, so a stranger among them is drift like a privilege too many.
 * Sequences of serial and identity columns follow their table, and objects of extensions belong to the extension.
 */
export function planOwners(intent: AccessIntent, model: DatabaseModel): OwnerPlan {
  const changes: Change[] = [];
  const statements: PlannedStatement[] = [];
  const strangers = new Map<string, { sentence: string; objects: SecuredObject[] }>();
  const moved = new Map<string, SecuredObject>();
  const live: Record<string, string> = {};
  const desired: Record<string, string> = {};
  for (const [key, object] of model.objects) {
    const schema = declaredSchema(intent, object);
    const { owner } = object;
    let mode: AccessMode | undefined;
    if (object.kind === "database") {
      if (ownsAsStranger(intent, model, owner))
        mode = intent.modes.owners ?? modeOfDatabase(intent, model, owner);
    } else if (schema !== undefined && isStrange(intent, model, schema, object)) {
      mode = intent.modes.owners ?? schema.mode;
    }
    if (mode === undefined) continue;
    if (mode !== "authoritative") {
      gather(strangers, object, `${displayIdentifier(owner)} keeps owning`);
      continue;
    }
    const text = `${displayIdentifier(owner)} loses ownership to ${displayIdentifier(intent.owner)}`;
    changes.push({ object: key, text, reason: "not declared" });
    statements.push({
      sql: alterOwner(object, intent.owner),
      reason: `${key}: ${text}`,
      asOwner: owner,
      needs: {
        kind: "new owner",
        role: intent.owner,
        ...(object.schema === undefined ? {} : { schema: object.schema }),
        ...(object.kind === "database" ? { database: true } : {}),
      },
    });
    gather(strangers, object, text);
    live[`owner of ${key}`] = displayIdentifier(owner);
    desired[`owner of ${key}`] = displayIdentifier(intent.owner);
    moved.set(key, withOwner(object, intent.owner));
  }
  const sentences = (kept: boolean) =>
    [...strangers.values()]
      .filter(({ sentence }) => sentence.endsWith("keeps owning") === kept)
      .map(({ sentence, objects }) =>
        kept
          ? `${sentence} ${countObjects(objects)}, which is not declared`
          : `${countObjects(objects)}: ${sentence}`,
      );
  return {
    part: {
      changes,
      statements,
      summary: sentences(false),
      kept: sentences(true),
      desired,
      live,
      problems: [],
    },
    model: moved.size === 0 ? model : withMoved(model, moved),
  };
}

function gather(
  groups: Map<string, { sentence: string; objects: SecuredObject[] }>,
  object: SecuredObject,
  sentence: string,
): void {
  const group = groups.get(sentence);
  if (group === undefined) groups.set(sentence, { sentence, objects: [object] });
  else group.objects.push(object);
}

function declaredSchema(intent: AccessIntent, object: SecuredObject): SchemaIntent | undefined {
  const name = object.kind === "schema" ? object.name : object.schema;
  return name === undefined ? undefined : intent.schemas.get(name);
}

function isStrange(
  intent: AccessIntent,
  model: DatabaseModel,
  schema: SchemaIntent,
  object: SecuredObject,
): boolean {
  const { owner, kind } = object;
  // A column's owner is its relation's, a serial's sequence follows its table.
  if (kind === "column" || object.ownedBy !== undefined) return false;
  if (object.extension !== undefined || object.system === true) return false;
  if (owner === intent.owner || schema.owners.includes(owner) || intent.ignored.has(owner)) return false;
  // PostgreSQL's own choice for schema public: pg_database_owner, before 15 the bootstrap superuser.
  if (kind === "schema" && object.name === "public")
    return owner !== "pg_database_owner" && model.roles.get(owner)?.oid !== BOOTSTRAP_OID;
  return true;
}

/**
 * Whoever owns the database owns schema public too (as pg_database_owner, from PostgreSQL 15 on) and may drop everything
 * in it. A superuser may anyway, the managing role made the database, and who may own objects in a schema is no stranger.
 */
function ownsAsStranger(intent: AccessIntent, model: DatabaseModel, owner: string): boolean {
  if (owner === intent.owner || owner === model.reader.name || intent.ignored.has(owner)) return false;
  if ([...intent.schemas.values()].some(({ owners }) => owners.includes(owner))) return false;
  return model.roles.get(owner)?.superuser !== true;
}

/** A platform's own role keeps its database, unless the declaration asks for owners by name: it could not be taken from it. */
function modeOfDatabase(intent: AccessIntent, model: DatabaseModel, owner: string): AccessMode {
  const mode = modeOf(intent, "database");
  return mode !== "authoritative" || isReachable(model, owner) ? mode : "adopt";
}

/** The model after the statements: columns and linked sequences have gone with their relation. */
function withMoved(model: DatabaseModel, moved: ReadonlyMap<string, SecuredObject>): DatabaseModel {
  const objects = new Map(model.objects);
  for (const [key, object] of model.objects) {
    const carrier =
      object.kind === "column" ? moved.get(relationKey(object)) : moved.get(object.ownedBy ?? key);
    if (carrier !== undefined) objects.set(key, withOwner(object, carrier.owner));
  }
  return { ...model, objects };
}

function withOwner(object: SecuredObject, owner: string): SecuredObject {
  return { ...object, owner, acl: renamed(object.acl, object.owner, owner) };
}

/** What ALTER … OWNER does to an access list (aclnewowner): the new owner takes the old one's place, doubles are merged. */
function renamed(acl: Acl, from: string, to: string): Acl {
  const merged = new Map<string, AclEntry>();
  for (const entry of acl) {
    const grantee = entry.grantee === from ? to : entry.grantee;
    const grantor = entry.grantor === from ? to : entry.grantor;
    const key = JSON.stringify([grantee, grantor]);
    const old = merged.get(key);
    merged.set(key, {
      grantee,
      grantor,
      privileges: entry.privileges | (old?.privileges ?? 0),
      grantable: entry.grantable | (old?.grantable ?? 0),
    });
  }
  return [...merged.values()];
}
