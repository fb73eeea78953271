import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

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
  fix: "Set archive_mode to on with an archive_library or archive_command (pgBackRest, WAL-G, Barman), and rehearse the restore.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/continuous-archiving.html"],
  catalogue: ["B01"],
  check(setting, { of }) {
    if (setting.name !== "archive_mode") return undefined;
    const platform = of("server")[0]?.platform ?? "self-hosted";
    if (platform !== "self-hosted") return notApplicable(`the platform (${platform}) archives by itself`);
    const settings = of("setting");
    const target = (name: string) => settingValue(settings, name) ?? "";
    const somewhere =
      target("archive_library") !== "" || !["", "(disabled)"].includes(target("archive_command"));
    return settingIs(setting, "archive_mode", (value) => value !== "off" && somewhere, "on");
  },
});
