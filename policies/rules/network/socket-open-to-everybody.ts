import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

export default defineRule({
  id: "socket-open-to-everybody",
  title: "Every account of the machine may open the server's socket",
  severity: "low",
  topic: "network",
  scope: "object",
  facts: ["setting"],
  about: "settings called unix_socket_permissions",
  why: "Lines of pg_hba.conf for the local socket are often the weakest. With 0777 any account of the machine, that of a broken web server too, gets as far as them.",
  fix: "Set unix_socket_permissions to 0770 and unix_socket_group to the group of those who may, and unix_socket_directories to a folder that only the server can write to; restart.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-UNIX-SOCKET-PERMISSIONS",
  ],
  catalogue: ["N03"],
  check(setting, { of }) {
    if (setting.name !== "unix_socket_permissions") return undefined;
    if (settingValue(of("setting"), "unix_socket_directories") === "")
      return notApplicable("the server has no socket");
    return settingIs(setting, "unix_socket_permissions", (value) => value.endsWith("0"), "0770");
  },
});
