import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-files-readable";

export default defineProof({
  rule,
  bad: { setting: [setting("log_file_mode", "0644")] },
  fixed: { setting: [setting("log_file_mode", "0600")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-files-readable:setting log_file_mode",
  live: {
    kind: "alter-system",
    setting: "log_file_mode",
    bad: "0644",
    fixed: "0600",
    key: "setting log_file_mode",
  },
});
