import { quoteIdentifier, quoteLiteral } from "./quote";

/** What an ALTER ROLE … IN DATABASE … SET says. */
export interface AlterRoleInDatabase {
  readonly role: string;
  readonly database: string;
  /** The setting, for example `statement_timeout` or `app.tenant_id`. */
  readonly setting: string;
  /** The value; a list for settings that hold lists of names (`search_path`); absent to RESET. */
  readonly value?: string | readonly string[];
}

/** `ALTER ROLE … IN DATABASE … SET … TO …`, or `… RESET …`. */
export function alterRoleInDatabase({ role, database, setting, value }: AlterRoleInDatabase): string {
  const head = `ALTER ROLE ${quoteIdentifier(role)} IN DATABASE ${quoteIdentifier(database)}`;
  const name = quoteSetting(setting);
  if (value === undefined) return `${head} RESET ${name}`;
  const items = typeof value === "string" ? [value] : value;
  if (items.length === 0) throw new RangeError(`the list for ${setting} must not be empty`);
  return `${head} SET ${name} TO ${items.map(quoteLiteral).join(", ")}`;
}

/** A setting's name as SQL: each part of `app.tenant_id` quoted on its own. */
function quoteSetting(setting: string): string {
  return setting.split(".").map(quoteIdentifier).join(".");
}
