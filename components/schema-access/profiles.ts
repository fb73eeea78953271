import type { SchemaAccessArgs as SchemaGrants, SchemaPrivileges } from "../../provider/sdk/access-args";

/**
 * What the application may do: rows, not structure. No TRUNCATE, REFERENCES or TRIGGER, which pass row security by; no
 * UPDATE on sequences, which is setval(); nothing on SECURITY DEFINER functions, which run as their owner.
 */
const APP: SchemaPrivileges = {
  schema: ["USAGE"],
  tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  views: ["SELECT"],
  sequences: ["USAGE", "SELECT"],
  functions: ["EXECUTE"],
  types: ["USAGE"],
};

/**
 * What the reading role may do. EXECUTE is among it because a view calls its functions as whoever reads the view; a
 * function that runs as its caller lets nobody do more than before.
 */
const READONLY: SchemaPrivileges = {
  schema: ["USAGE"],
  tables: ["SELECT"],
  views: ["SELECT"],
  sequences: ["SELECT"],
  functions: ["EXECUTE"],
  types: ["USAGE"],
};

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
