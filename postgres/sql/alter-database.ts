import { wholeNumber } from "./alter-role";
import { quoteIdentifier } from "./quote";
import { type SettingChange, settingClause } from "./setting";

/** `ALTER DATABASE … SET … TO …`, or `… RESET …`. */
export function alterDatabaseSetting({
  database,
  ...change
}: SettingChange & { readonly database: string }): string {
  return `ALTER DATABASE ${quoteIdentifier(database)} ${settingClause(change)}`;
}

/** `ALTER DATABASE … CONNECTION LIMIT …`; `-1` for no limit. */
export function alterDatabaseConnectionLimit(database: string, limit: number): string {
  return `ALTER DATABASE ${quoteIdentifier(database)} CONNECTION LIMIT ${wholeNumber(limit)}`;
}
