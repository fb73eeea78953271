import { quoteIdentifier, quoteLiteral } from "./quote";
import { type SettingChange, settingClause } from "./setting";

/** The attributes that an ALTER ROLE changes; absent ones stay. */
export interface RoleOptions {
  readonly superuser?: boolean;
  readonly createRole?: boolean;
  readonly createDatabase?: boolean;
  readonly replication?: boolean;
  readonly bypassRowSecurity?: boolean;
  readonly login?: boolean;
  readonly inherit?: boolean;
  /** `-1` for no limit. */
  readonly connectionLimit?: number;
  /** ISO 8601 with its offset from UTC, or `infinity`. */
  readonly validUntil?: string;
}

/** PostgreSQL's word for each attribute that is on or off. */
export const ROLE_FLAGS = {
  superuser: "SUPERUSER",
  createRole: "CREATEROLE",
  createDatabase: "CREATEDB",
  replication: "REPLICATION",
  bypassRowSecurity: "BYPASSRLS",
  login: "LOGIN",
  inherit: "INHERIT",
} as const;

/** The name of an attribute that is on or off. */
export type RoleFlag = keyof typeof ROLE_FLAGS;

/** `ALTER ROLE role NOSUPERUSER LOGIN CONNECTION LIMIT 5 VALID UNTIL '…'`. Throws a `RangeError` where nothing is to be changed. */
export function alterRole(role: string, options: RoleOptions): string {
  const words: string[] = [];
  for (const [flag, word] of Object.entries(ROLE_FLAGS) as [RoleFlag, string][]) {
    const on = options[flag];
    if (on !== undefined) words.push(on ? word : `NO${word}`);
  }
  const { connectionLimit, validUntil } = options;
  if (connectionLimit !== undefined) words.push(`CONNECTION LIMIT ${wholeNumber(connectionLimit)}`);
  if (validUntil !== undefined) words.push(`VALID UNTIL ${quoteLiteral(validUntil)}`);
  if (words.length === 0) throw new RangeError("ALTER ROLE must change something");
  return `ALTER ROLE ${quoteIdentifier(role)} ${words.join(" ")}`;
}

/** `ALTER ROLE … SET … TO …`, or `… RESET …`: the setting of a role in all databases. */
export function alterRoleSetting({ role, ...change }: SettingChange & { readonly role: string }): string {
  return `ALTER ROLE ${quoteIdentifier(role)} ${settingClause(change)}`;
}

/** A limit as SQL. Numbers are not quoted, so nothing but a whole one may get into a statement. */
export function wholeNumber(value: number): string {
  if (!Number.isInteger(value) || value < -1) throw new RangeError(`${value} is no connection limit`);
  return `${value}`;
}
