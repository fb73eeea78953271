import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "fsync-off",
  title: "The server does not wait for its disk",
  severity: "high",
  topic: "server",
  scope: "object",
  facts: ["setting"],
  about: "settings called fsync",
  why: "After a crash of the machine the database may be beyond repair, and nothing says so until somebody meets the damage.",
  fix: "Set fsync to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-FSYNC"],
  catalogue: ["B15"],
  check: (setting) => settingIs(setting, "fsync", (value) => value === "on", "on"),
});
