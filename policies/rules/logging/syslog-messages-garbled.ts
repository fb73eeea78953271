import { type GoodSetting, settingsAre, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

const GOOD: readonly GoodSetting[] = [
  ["syslog_sequence_numbers", (value) => value === "on", "on"],
  ["syslog_split_messages", (value) => value === "on", "on"],
];

export default defineRule({
  id: "syslog-messages-garbled",
  title: "Syslog may swallow or cut the server's messages",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings for syslog where the log goes there",
  why: "Syslog folds equal lines into one and cuts long ones: of a hundred failed logins one is left, and of a long statement its harmless beginning.",
  fix: "Set syslog_sequence_numbers and syslog_split_messages to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-SYSLOG-SEQUENCE-NUMBERS",
  ],
  catalogue: ["A11", "A12"],
  check(setting, { of }) {
    const destination = settingValue(of("setting"), "log_destination") ?? "stderr";
    return destination.includes("syslog") ? settingsAre(setting, GOOD) : undefined;
  },
});
