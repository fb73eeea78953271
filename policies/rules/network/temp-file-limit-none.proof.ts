import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./temp-file-limit-none";

export default defineProof({
  rule,
  bad: { setting: [setting("temp_file_limit", "-1")] },
  fixed: { setting: [setting("temp_file_limit", "10485760")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "temp-file-limit-none:setting temp_file_limit",
  live: {
    kind: "alter-system",
    setting: "temp_file_limit",
    bad: "-1",
    fixed: "10485760",
    key: "setting temp_file_limit",
  },
});
