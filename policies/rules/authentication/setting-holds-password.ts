import { COMMAND_SETTINGS } from "../../../postgres/catalog/server-settings";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "setting-holds-password",
  title: "A password stands in a command or a connection string of the server's configuration",
  severity: "high",
  topic: "authentication",
  scope: "object",
  facts: ["setting"],
  about: "settings that hold a command or a connection string",
  why: "archive_command, restore_command and their like are shown to every role by SHOW, and stand in the machine's list of processes while they run. primary_conninfo is shown to members of pg_read_all_settings, and stands in postgresql.auto.conf and every base backup. The audit looks for a password on the server and reads that there is one, never what it is.",
  fix: "Change the password, and let the command read the new one from a file that only the server's account may read: a passfile (~/.pgpass), a service file, the credentials of the machine.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/libpq-pgpass.html",
    "https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-ARCHIVE-COMMAND",
  ],
  catalogue: ["H24"],
  check(setting) {
    if (!COMMAND_SETTINGS.includes(setting.name)) return undefined;
    known(setting.value);
    if (setting.secret === undefined) return pass;
    return finding(
      locate({ kind: "setting", name: setting.name }, setting),
      `${setting.name} holds ${setting.secret}`,
    );
  },
});
