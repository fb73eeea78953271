import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import type { AccessIntent, SchemaIntent } from "./access-intent";
import type { AccessArea, AccessMode } from "./words";

/**
 * How what nobody declared is treated on one object: by a mode, or, on what all databases of a server share, as
 * authoritative for these grantees and left alone for others, whom another database's graph may have declared.
 */
export type ObjectMode = AccessMode | { readonly only: ReadonlySet<string> };

/** The areas of what lies in no schema. */
export const AREA: Readonly<Partial<Record<SecuredObject["kind"], AccessArea>>> = {
  database: "database",
  language: "languages",
  "foreign-data wrapper": "foreignDataWrappers",
  "foreign server": "foreignServers",
  "large object": "largeObjects",
  tablespace: "cluster",
  parameter: "cluster",
};

/** The mode for one object: as written for its schema or its area, else one that this managing role can carry out. */
export function objectMode(
  intent: AccessIntent,
  model: DatabaseModel,
  object: SecuredObject,
  schema: SchemaIntent | undefined,
  named: ReadonlySet<string>,
): ObjectMode {
  const guarded = object.initialAcl !== undefined;
  // A language is the server's own, and an area of its own.
  const area = AREA[object.kind] ?? (guarded ? "system" : undefined);
  if (area === undefined) return schema?.mode ?? intent.mode;
  const written = intent.modes[area];
  if (written !== undefined) return written;
  if (area === "database") return intent.mode;
  // Only a superuser can take back what others own; anybody else is shown it.
  const within = model.reader.superuser || (!guarded && isOurs(intent, model, object.owner));
  if (!within) return intent.mode === "additive" ? "additive" : "adopt";
  return area === "cluster" && intent.mode === "authoritative" ? { only: named } : intent.mode;
}

function isOurs(intent: AccessIntent, model: DatabaseModel, owner: string): boolean {
  return owner === intent.owner || owner === model.reader.name || intent.roles.has(owner);
}

/** Whether what this grantee has undeclared is taken away. */
export function takesFrom(mode: ObjectMode, grantee: string): boolean {
  return typeof mode === "string" ? mode === "authoritative" : mode.only.has(grantee);
}
