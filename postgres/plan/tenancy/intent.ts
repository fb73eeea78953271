import type { SigningKey } from "../../tenant-token/signing-key";
import type { TenantColumnType } from "../words";

/** One column that tells tenants apart, and the setting whose value a session's rows must have in it. */
export interface TenantKey {
  readonly column: string;
  readonly type: TenantColumnType;
  /**
   * The setting that the application sets per transaction, for example `app.tenant_id`. In the form `signed` all keys
   * share one, whose token holds their values in order; in the form `role` it means nothing.
   */
  readonly setting: string;
}

/** A name of a table, or a pattern of names in which `*` stands for any characters and `?` for one. */
export interface TableSelector {
  /** The property path, for problems. */
  readonly path: string;
  readonly schema: string;
  readonly name?: string;
  readonly pattern?: { readonly text: string; readonly matches: RegExp };
}

/** A relation that is left alone, or that belongs to every tenant, and why. */
export interface Exception extends TableSelector {
  readonly reason: string;
}

/**
 * How a session proves which tenant it is.
 *
 * - `plain`: the setting says it. Without it no row is seen.
 * - `strict`: the same, and a statement without it is an error.
 * - `signed`: the setting holds a token, whose HMAC a function checks with a key that the tenant roles cannot read.
 * - `role`: the login role is the tenant, by a table of roles.
 */
export const TENANT_FORMS = ["plain", "strict", "signed", "role"] as const;

/** See {@link TENANT_FORMS}. */
export type TenantForm = (typeof TENANT_FORMS)[number];

/** A role that is a tenant, in the form `role`. */
export interface RoleTenant {
  /** The property path, for problems. */
  readonly path: string;
  readonly role: string;
  /** The tenant's value for each key, in their order. */
  readonly tenant: readonly string[];
}

/** A policy of the user's own, beside the default one or instead of it. */
export interface CustomPolicy {
  readonly path: string;
  readonly name: string;
  readonly tables: readonly TableSelector[];
  readonly permissive: boolean;
  readonly command: "ALL" | "SELECT" | "INSERT" | "UPDATE" | "DELETE";
  readonly roles: readonly string[];
  readonly using?: string;
  readonly withCheck?: string;
  /** True where the tables get no default tenant policy. */
  readonly instead: boolean;
  /** Findings that somebody has looked at: the finding's id, and why it is meant. */
  readonly waive: readonly { readonly finding: string; readonly reason: string }[];
}

/** A role that sees the rows of every tenant, by a policy of its own. */
export interface SupportRole {
  readonly role: string;
  readonly reason: string;
  /** What it may do: `SELECT` alone, or every command. */
  readonly command: "SELECT" | "ALL";
}

/** What happens to a new table with the tenant column, and to whoever takes the protection of one away. */
export const GUARD_MODES = ["protect", "refuse", "report", "off"] as const;

/** See {@link GUARD_MODES}. */
export type GuardMode = (typeof GUARD_MODES)[number];

/** What happens to permissive policies that nobody declared: dropped, or reported. */
export const ROW_SECURITY_MODES = ["authoritative", "adopt"] as const;

/** See {@link ROW_SECURITY_MODES}. */
export type RowSecurityMode = (typeof ROW_SECURITY_MODES)[number];

/** A checked declaration of row security. */
export interface RowSecurityIntent {
  /**
   * Which declaration it is, whatever it says: its guard is known by it. What stands before the first dot stays as long as
   * the declaration does; what follows tells one that took another's place from the one that was there before.
   */
  readonly identity: string;
  readonly database: string;
  readonly schemas: readonly string[];
  /** `"all-with-column"`: every table of the schemas that has the columns of the keys. A list: `include` of the declaration. */
  readonly tables: "all-with-column" | readonly TableSelector[];
  readonly except: readonly Exception[];
  /** Tables that every tenant may read: they get a policy for reading, and none for writing. */
  readonly shared: readonly Exception[];
  readonly keys: readonly TenantKey[];
  readonly form: TenantForm;
  /** The form `signed`: every key whose tokens are good. Empty in any other form. */
  readonly signingKeys: readonly SigningKey[];
  /** The form `role`: which role is which tenant. Empty in any other form. */
  readonly roleTenants: readonly RoleTenant[];
  readonly tenantRoles: readonly string[];
  readonly support: readonly SupportRole[];
  readonly policies: readonly CustomPolicy[];
  readonly owner: string;
  readonly force: boolean;
  readonly guard: GuardMode;
  /** Whether the mode was written down: what nobody asked for may be missing where it is not allowed. */
  readonly guardAsked: boolean;
  /** `adopt` leaves policies that nobody declared in place and reports them; `authoritative` drops the permissive ones. */
  readonly mode: RowSecurityMode;
}
