import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-disconnections-off";

export default defineProof({
  rule,
  bad: { setting: [setting("log_disconnections", "off")] },
  fixed: { setting: [setting("log_disconnections", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-disconnections-off:setting log_disconnections",
  live: {
    kind: "alter-system",
    setting: "log_disconnections",
    bad: "off",
    fixed: "on",
    key: "setting log_disconnections",
  },
});
