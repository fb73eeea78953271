import { quoteLiteral } from "../../postgres/sql/quote";
import { known } from "../facts/maybe";
import { locate } from "../facts/origin";
import type { SettingFact } from "../facts/server";
import { sqlName } from "../sql-text";
import { finding, pass, type Verdict } from "../verdict";

/** What to set where more is to be said than a value. */
export interface Remedy {
  /** The value, or each of a list's: PostgreSQL takes a list of libraries in one literal for one library. */
  readonly values: readonly string[];
  /** What whoever runs the statement must know. */
  readonly note: string;
}

/** Objects to a setting whose value is not good. The message ends with what the value means. */
export function settingIs(
  setting: SettingFact,
  name: string,
  good: (value: string) => boolean,
  should: string | Remedy,
): Verdict | undefined {
  if (setting.name !== name) return undefined;
  const value = known(setting.value);
  if (good(value)) return pass;
  const { values, note } =
    typeof should === "string" ? { values: [should], note: "some settings take a restart" } : should;
  return finding(
    locate({ kind: "setting", name }, setting),
    `${name} is ${value === "" ? "empty" : value}`,
    setting.managedBy === undefined
      ? `ALTER SYSTEM SET ${settingName(name)} = ${values.map(quoteLiteral).join(", ")}; SELECT pg_reload_conf(); -- ${note}`
      : `set ${name} to ${values.join(", ")} in what ${setting.managedBy} has for the server's parameters: it lets nobody run ALTER SYSTEM`,
  );
}

/** A setting that is looked at, what is good, and what to set where it is not. */
export type GoodSetting = readonly [name: string, good: (value: string) => boolean, should: string];

/** As {@link settingIs}, for a rule about several settings. */
export function settingsAre(setting: SettingFact, good: readonly GoodSetting[]): Verdict | undefined {
  const wanted = good.find(([name]) => name === setting.name);
  return wanted === undefined ? undefined : settingIs(setting, ...wanted);
}

/** The value of another setting that a verdict depends on; `undefined` where there is none. One that cannot be seen leaves the verdict undecided. */
export function settingValue(settings: readonly SettingFact[], name: string): string | undefined {
  const value = settings.find((setting) => setting.name === name)?.value;
  return value === undefined ? undefined : known(value);
}

/** Settings of extensions have a dot in their name, which is no part of an identifier. */
function settingName(name: string): string {
  return name.split(".").map(sqlName).join(".");
}
