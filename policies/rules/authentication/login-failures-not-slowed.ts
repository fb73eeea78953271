import { settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, notApplicable, pass } from "../../verdict";

/** Settings that exist only where what slows down is loaded, and that make it do something. */
const SLOWED: readonly (readonly [name: string, works: (value: string) => boolean])[] = [
  ["auth_delay.milliseconds", (value) => Number(value) > 0],
  ["credcheck.max_auth_failure", (value) => Number(value) > 0],
  ["connection_throttle.enable", (value) => value === "on"],
];

export default defineRule({
  id: "login-failures-not-slowed",
  title: "Nothing slows down whoever guesses passwords",
  severity: "low",
  topic: "authentication",
  scope: "object",
  facts: ["setting", "server"],
  about: "settings called listen_addresses",
  why: "PostgreSQL answers a wrong password at once and never locks a role. Whoever reaches the port tries as many as connections allow, for as long as nobody reads the log. What stands in front of the server (a firewall, fail2ban, a pooler) this rule cannot see.",
  fix: "Load auth_delay (or credcheck) by shared_preload_libraries, set auth_delay.milliseconds to 500, and restart. Where something in front of the server does it, waive this.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/auth-delay.html"],
  catalogue: ["H19"],
  check(setting, { of }) {
    if (setting.name !== "listen_addresses") return undefined;
    const settings = of("setting");
    const platform = of("server")[0]?.platform ?? "self-hosted";
    const shown = SLOWED.filter(([name]) => settings.some((one) => one.name === name));
    if (platform !== "self-hosted" && shown.length === 0)
      return notApplicable(
        `what slows logins down on ${platform} is the platform's, and no setting shows it`,
      );
    if (known(setting.value).split(",").every(isLoopback))
      return notApplicable("the server listens to its own machine only");
    if (shown.some(([name, works]) => works(settingValue(settings, name) ?? ""))) return pass;
    const [idle] = shown;
    return finding(
      locate({ kind: "setting", name: idle?.[0] ?? "auth_delay.milliseconds" }, setting),
      idle === undefined
        ? "neither auth_delay nor credcheck is loaded, so that a wrong password costs nothing"
        : `${idle[0]} is ${settingValue(settings, idle[0])}, so that a wrong password costs nothing`,
    );
  },
});

function isLoopback(address: string): boolean {
  const bare = address.trim();
  return bare === "" || bare === "localhost" || bare === "::1" || bare.startsWith("127.");
}
