import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-connections-off";

export default defineProof({
  rule,
  bad: { setting: [setting("log_connections", "off")] },
  fixed: { setting: [setting("log_connections", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-connections-off:setting log_connections",
  live: {
    kind: "alter-system",
    setting: "log_connections",
    bad: "off",
    fixed: "on",
    key: "setting log_connections",
  },
});
