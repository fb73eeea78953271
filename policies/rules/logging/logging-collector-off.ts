import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

export default defineRule({
  id: "logging-collector-off",
  title: "Nobody collects what the server writes to stderr",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called logging_collector",
  why: "What goes to stderr is kept by whoever started the server, or by nobody. Under a service manager or in a container that is right, and the finding can be waived; elsewhere the log is lost with the terminal.",
  fix: "Set logging_collector to on and log_directory to a folder of its own, and restart; or send the log to syslog.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOGGING-COLLECTOR"],
  catalogue: ["A02", "A03"],
  check(setting, { of }) {
    if (setting.name !== "logging_collector") return undefined;
    const destination = settingValue(of("setting"), "log_destination") ?? "stderr";
    if (/syslog|eventlog/.test(destination)) return notApplicable("the log goes to the system's own");
    return settingIs(setting, "logging_collector", (value) => value === "on", "on");
  },
});
