import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-checkpoints-off";

export default defineProof({
  rule,
  bad: { setting: [setting("log_checkpoints", "off")] },
  fixed: { setting: [setting("log_checkpoints", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-checkpoints-off:setting log_checkpoints",
  live: {
    kind: "alter-system",
    setting: "log_checkpoints",
    bad: "off",
    fixed: "on",
    key: "setting log_checkpoints",
  },
});
