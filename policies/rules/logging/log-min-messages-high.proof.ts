import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-min-messages-high";

export default defineProof({
  rule,
  bad: { setting: [setting("log_min_messages", "fatal")] },
  fixed: { setting: [setting("log_min_messages", "warning")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-min-messages-high:setting log_min_messages",
  live: {
    kind: "alter-system",
    setting: "log_min_messages",
    bad: "fatal",
    fixed: "warning",
    key: "setting log_min_messages",
  },
});
