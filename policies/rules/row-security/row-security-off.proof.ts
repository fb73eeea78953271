import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./row-security-off";

export default defineProof({
  rule,
  bad: { setting: [setting("row_security", "off")] },
  fixed: { setting: [setting("row_security", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "row-security-off:setting row_security",
  live: {
    kind: "alter-system",
    setting: "row_security",
    bad: "off",
    fixed: "on",
    key: "setting row_security",
  },
});
