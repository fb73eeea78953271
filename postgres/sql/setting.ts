import { quoteLiteral, quoteSetting } from "./quote";

/** A setting and what is to be stored for it by ALTER ROLE or ALTER DATABASE. */
export interface SettingChange {
  /** The setting, for example `statement_timeout` or `app.tenant_id`. */
  readonly setting: string;
  /** The value; a list for settings that hold lists of names (`search_path`); absent to RESET. */
  readonly value?: string | readonly string[];
}

/** `SET setting TO values`, or `RESET setting`. Throws a `RangeError` for an empty list. */
export function settingClause({ setting, value }: SettingChange): string {
  const name = quoteSetting(setting);
  if (value === undefined) return `RESET ${name}`;
  const items = typeof value === "string" ? [value] : value;
  if (items.length === 0) throw new RangeError(`the list for ${setting} must not be empty`);
  return `SET ${name} TO ${items.map(quoteLiteral).join(", ")}`;
}
