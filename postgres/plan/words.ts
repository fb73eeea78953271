/** The closed sets of words that declarations use, in one place for the planner and for the resource classes. */

/** How privileges that nobody declared are treated: revoked; never revoked; shown and not revoked. */
export const ACCESS_MODES = ["authoritative", "additive", "adopt"] as const;

/** See {@link ACCESS_MODES}. */
export type AccessMode = (typeof ACCESS_MODES)[number];

/**
 * What an access graph covers beside its schemas, each with a mode of its own: the database itself, what lies in the
 * database but in no schema, the server's and the extensions' own objects (`system`), tablespaces and parameters, which
 * every database of the server shares (`cluster`), the declared roles' attributes and settings, their memberships,
 * who owns the database and the objects of the schemas, and what owners grant in advance in the whole database.
 */
export const ACCESS_AREAS = [
  "database",
  "languages",
  "foreignDataWrappers",
  "foreignServers",
  "largeObjects",
  "system",
  "cluster",
  "roles",
  "memberships",
  "owners",
  "defaultPrivileges",
] as const;

/** See {@link ACCESS_AREAS}. */
export type AccessArea = (typeof ACCESS_AREAS)[number];

/** The types that a tenant column may have. All compare by leakproof operators, so indexes stay usable under a policy. */
export const TENANT_COLUMN_TYPES = ["uuid", "bigint", "integer", "text"] as const;

/** See {@link TENANT_COLUMN_TYPES}. */
export type TenantColumnType = (typeof TENANT_COLUMN_TYPES)[number];
