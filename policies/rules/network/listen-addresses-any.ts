import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

const ANY: ReadonlySet<string> = new Set(["*", "0.0.0.0", "::"]);

export default defineRule({
  id: "listen-addresses-any",
  title: "The server listens on every address of its machine",
  severity: "medium",
  topic: "network",
  scope: "object",
  facts: ["setting", "server"],
  about: "settings called listen_addresses",
  why: "A network that somebody adds to the machine later reaches the database at once. pg_hba.conf is asked only after the connection stands, so that holes before the login are open to all of it.",
  fix: "Name the addresses that clients use.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-LISTEN-ADDRESSES"],
  catalogue: ["N01"],
  check(setting, { of }) {
    if (setting.name !== "listen_addresses") return undefined;
    const platform = of("server")[0]?.platform ?? "self-hosted";
    if (platform !== "self-hosted")
      return notApplicable(`on ${platform} the network in front of the server decides who reaches it`);
    const named = (value: string) => !value.split(",").some((address) => ANY.has(address.trim()));
    return settingIs(setting, "listen_addresses", named, "localhost");
  },
});
