import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./scram-iterations-few";

export default defineProof({
  rule,
  bad: { setting: [setting("scram_iterations", "1")] },
  fixed: { setting: [setting("scram_iterations", "4096")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "scram-iterations-few:setting scram_iterations",
  live: {
    kind: "alter-system",
    setting: "scram_iterations",
    bad: "1",
    fixed: "4096",
    key: "setting scram_iterations",
    from: 16,
  },
});
