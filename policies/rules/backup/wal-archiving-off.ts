import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, notApplicable } from "../../verdict";

export default defineRule({
  id: "wal-archiving-off",
  title: "The server's changes are archived nowhere",
  severity: "medium",
  topic: "backup",
  scope: "object",
  world: "server",
  facts: ["setting", "server"],
  about: "settings called archive_mode",
  why: "Without the archived WAL the newest thing that can be restored is the last dump: everything since is lost with the disk, and a table that was emptied at noon cannot be brought back as it was a minute before.",
  fix: "Set archive_mode to on with an archive_library or archive_command (pgBackRest, WAL-G, Barman), restart, and rehearse the restore.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/continuous-archiving.html"],
  catalogue: ["B01"],
  check(setting, { of }) {
    if (setting.name !== "archive_mode") return undefined;
    const platform = of("server")[0]?.platform ?? "self-hosted";
    if (platform !== "self-hosted") return notApplicable(`the platform (${platform}) archives by itself`);
    const settings = of("setting");
    const told = ["archive_library", "archive_command"].map((name) => settingValue(settings, name) ?? "");
    if (known(setting.value) === "off" || told.some((value) => value !== ""))
      // As long as archive_mode is off the server shows no archive_command, whether there is one or not.
      return settingIs(setting, "archive_mode", (value) => value !== "off", "on");
    // Where to is for a person to say.
    return finding(
      locate({ kind: "setting", name: "archive_mode" }, setting),
      `archive_mode is ${known(setting.value)}, and neither archive_library nor archive_command says where to`,
    );
  },
});
