import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-min-error-statement-high";

export default defineProof({
  rule,
  bad: { setting: [setting("log_min_error_statement", "panic")] },
  fixed: { setting: [setting("log_min_error_statement", "error")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-min-error-statement-high:setting log_min_error_statement",
  live: {
    kind: "alter-system",
    setting: "log_min_error_statement",
    bad: "panic",
    fixed: "error",
    key: "setting log_min_error_statement",
  },
});
