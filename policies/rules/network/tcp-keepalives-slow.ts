import { type GoodSetting, settingsAre } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

const GOOD: readonly GoodSetting[] = [
  ["tcp_keepalives_idle", (value) => Number(value) > 0 && Number(value) <= 900, "300"],
];

export default defineRule({
  id: "tcp-keepalives-slow",
  title: "A client that has vanished keeps its session for hours",
  severity: "low",
  topic: "network",
  scope: "object",
  facts: ["setting"],
  about: "settings tcp_keepalives_…",
  why: "The session of a machine that was switched off, or cut off, keeps its locks, its snapshot and its connection until the operating system looks after it: two hours by default.",
  fix: "Set tcp_keepalives_idle to 300 seconds or less.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-TCP-KEEPALIVES-IDLE",
  ],
  catalogue: ["N10"],
  check: (setting) => settingsAre(setting, GOOD),
});
