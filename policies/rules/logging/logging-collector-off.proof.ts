import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./logging-collector-off";

export default defineProof({
  rule,
  bad: { setting: [setting("logging_collector", "off")] },
  fixed: { setting: [setting("logging_collector", "on")] },
  notApplicable: { setting: [setting("logging_collector", "off"), setting("log_destination", "syslog")] },
  key: "logging-collector-off:setting logging_collector",
  live: {
    kind: "as-is",
    provenBy: "restart",
    because: "the setting takes a restart, and the tests read the log that is collected",
    finds: () => false,
  },
});
