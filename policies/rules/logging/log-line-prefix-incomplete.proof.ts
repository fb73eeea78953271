import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-line-prefix-incomplete";

export default defineProof({
  rule,
  bad: { setting: [setting("log_line_prefix", "%m [%p] ")] },
  fixed: { setting: [setting("log_line_prefix", "%m [%p] %q%u@%d/%a from %h ")] },
  notApplicable: { setting: [setting("log_line_prefix", ""), setting("log_destination", "jsonlog")] },
  key: "log-line-prefix-incomplete:setting log_line_prefix",
  live: {
    kind: "alter-system",
    setting: "log_line_prefix",
    bad: "%m [%p] ",
    fixed: "%m [%p] %q%u@%d/%a from %h ",
    key: "setting log_line_prefix",
  },
});
