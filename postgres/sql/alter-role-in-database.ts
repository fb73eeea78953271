import { quoteIdentifier } from "./quote";
import { type SettingChange, settingClause } from "./setting";

/** What an ALTER ROLE … IN DATABASE … SET says. */
export interface AlterRoleInDatabase extends SettingChange {
  readonly role: string;
  readonly database: string;
}

/** `ALTER ROLE … IN DATABASE … SET … TO …`, or `… RESET …`. */
export function alterRoleInDatabase({ role, database, ...change }: AlterRoleInDatabase): string {
  return `ALTER ROLE ${quoteIdentifier(role)} IN DATABASE ${quoteIdentifier(database)} ${settingClause(change)}`;
}
