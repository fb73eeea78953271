/** The closed sets of words that declarations use, in one place for the planner and for the resource classes. */

/** How privileges that nobody declared are treated: revoked; never revoked; shown and not revoked. */
export const ACCESS_MODES = ["authoritative", "additive", "adopt"] as const;

/** See {@link ACCESS_MODES}. */
export type AccessMode = (typeof ACCESS_MODES)[number];

/** The types that a tenant column may have. All compare by leakproof operators, so indexes stay usable under a policy. */
export const TENANT_COLUMN_TYPES = ["uuid", "bigint", "integer", "text"] as const;

/** See {@link TENANT_COLUMN_TYPES}. */
export type TenantColumnType = (typeof TENANT_COLUMN_TYPES)[number];
