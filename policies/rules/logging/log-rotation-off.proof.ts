import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-rotation-off";

export default defineProof({
  rule,
  bad: { setting: [setting("log_rotation_age", "0")] },
  fixed: { setting: [setting("log_rotation_age", "1440")] },
  notApplicable: { setting: [setting("log_rotation_age", "0"), setting("logging_collector", "off")] },
  key: "log-rotation-off:setting log_rotation_age",
  live: {
    kind: "alter-system",
    setting: "log_rotation_age",
    bad: "0",
    fixed: "1440",
    key: "setting log_rotation_age",
  },
});
