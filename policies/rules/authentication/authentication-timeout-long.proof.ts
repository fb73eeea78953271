import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./authentication-timeout-long";

export default defineProof({
  rule,
  bad: { setting: [setting("authentication_timeout", "120")] },
  fixed: { setting: [setting("authentication_timeout", "60")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "authentication-timeout-long:setting authentication_timeout",
  live: {
    kind: "alter-system",
    setting: "authentication_timeout",
    bad: "120",
    fixed: "60",
    key: "setting authentication_timeout",
  },
});
