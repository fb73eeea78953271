import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-temp-files-off";

export default defineProof({
  rule,
  bad: { setting: [setting("log_temp_files", "-1")] },
  fixed: { setting: [setting("log_temp_files", "0")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-temp-files-off:setting log_temp_files",
  live: {
    kind: "alter-system",
    setting: "log_temp_files",
    bad: "-1",
    fixed: "0",
    key: "setting log_temp_files",
  },
});
