import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-hostname-on";

export default defineProof({
  rule,
  bad: { setting: [setting("log_hostname", "on")] },
  fixed: { setting: [setting("log_hostname", "off")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-hostname-on:setting log_hostname",
  live: {
    kind: "alter-system",
    setting: "log_hostname",
    bad: "on",
    fixed: "off",
    key: "setting log_hostname",
  },
});
