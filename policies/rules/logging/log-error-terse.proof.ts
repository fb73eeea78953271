import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-error-terse";

export default defineProof({
  rule,
  bad: { setting: [setting("log_error_verbosity", "terse")] },
  fixed: { setting: [setting("log_error_verbosity", "default")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-error-terse:setting log_error_verbosity",
  live: {
    kind: "alter-system",
    setting: "log_error_verbosity",
    bad: "terse",
    fixed: "default",
    key: "setting log_error_verbosity",
  },
});
