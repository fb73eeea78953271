import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-replication-commands-off";

export default defineProof({
  rule,
  bad: { setting: [setting("log_replication_commands", "off")] },
  fixed: { setting: [setting("log_replication_commands", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-replication-commands-off:setting log_replication_commands",
  live: {
    kind: "alter-system",
    setting: "log_replication_commands",
    bad: "off",
    fixed: "on",
    key: "setting log_replication_commands",
  },
});
