import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-timezone-not-utc";

export default defineProof({
  rule,
  bad: { setting: [setting("log_timezone", "Europe/Vienna")] },
  fixed: { setting: [setting("log_timezone", "UTC")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-timezone-not-utc:setting log_timezone",
  live: {
    kind: "alter-system",
    setting: "log_timezone",
    bad: "Europe/Vienna",
    fixed: "UTC",
    key: "setting log_timezone",
  },
});
