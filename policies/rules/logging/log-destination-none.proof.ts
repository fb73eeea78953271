import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-destination-none";

export default defineProof({
  rule,
  bad: { setting: [setting("log_destination", "")] },
  fixed: { setting: [setting("log_destination", "stderr")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-destination-none:setting log_destination",
  live: {
    kind: "alter-system",
    setting: "log_destination",
    bad: "",
    fixed: "stderr",
    key: "setting log_destination",
  },
});
