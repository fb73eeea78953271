import type { SchemaAccessArgs as SchemaGrants, SchemaPrivileges } from "../../provider/sdk/access-args";

/** Rows, not structure, and nothing that passes row security by: see the built-in profile. */
const APP: SchemaPrivileges = { profiles: ["readwrite"] };

/** The same for reading. */
const READONLY: SchemaPrivileges = { profiles: ["readonly"] };

/** Readable where no row security is expected to hold: neither kind can have any. */
const OUTSIDE_ROW_SECURITY: SchemaPrivileges = { materializedViews: ["SELECT"] };

/** The two roles that a schema is opened to. The owner needs no grant: what it owns is its own. */
export interface Grantees {
  readonly app: string;
  readonly readonly: string;
}

/** A schema of rows that every session may see: what a migration adds is open at once. */
export function sharedSchema({ app, readonly }: Grantees): SchemaGrants {
  return {
    roles: {
      [app]: { ...APP, ...OUTSIDE_ROW_SECURITY },
      [readonly]: { ...READONLY, ...OUTSIDE_ROW_SECURITY },
    },
    future: true,
    viewsRunAs: "owner",
  };
}

/**
 * A schema whose tables hold rows of several tenants. It fails closed: what a migration adds stays closed until the next
 * update has protected it, views must run as their caller, and nothing that row security cannot reach is granted.
 */
export function tenantSchema({ app, readonly }: Grantees): SchemaGrants {
  return { roles: { [app]: APP, [readonly]: READONLY }, future: false, viewsRunAs: "invoker" };
}

/** A schema that is nobody's: `public`, which PostgreSQL before 15 lets everybody create in. */
export function closedSchema(): SchemaGrants {
  return { roles: {}, future: false };
}
