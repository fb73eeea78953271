import { known } from "../facts/maybe";
import { locate } from "../facts/origin";
import type { SettingFact } from "../facts/server";
import { finding, pass, type Verdict } from "../verdict";

/** Objects to a setting whose value is not good. The message ends with what the value means. */
export function settingIs(
  setting: SettingFact,
  name: string,
  good: (value: string) => boolean,
  should: string,
): Verdict | undefined {
  if (setting.name !== name) return undefined;
  const value = known(setting.value);
  if (good(value)) return pass;
  return finding(
    locate({ kind: "setting", name }, setting),
    `${name} is ${value === "" ? "empty" : value}`,
    `ALTER SYSTEM SET ${name} = '${should}'; then reload (SELECT pg_reload_conf();) or restart where the setting needs it`,
  );
}
