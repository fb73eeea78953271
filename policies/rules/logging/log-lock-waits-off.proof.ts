import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-lock-waits-off";

export default defineProof({
  rule,
  bad: { setting: [setting("log_lock_waits", "off")] },
  fixed: { setting: [setting("log_lock_waits", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-lock-waits-off:setting log_lock_waits",
  live: {
    kind: "alter-system",
    setting: "log_lock_waits",
    bad: "off",
    fixed: "on",
    key: "setting log_lock_waits",
  },
});
