import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./debug-print-on";

export default defineProof({
  rule,
  bad: { setting: [setting("debug_print_rewritten", "on")] },
  fixed: { setting: [setting("debug_print_rewritten", "off")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "debug-print-on:setting debug_print_rewritten",
  live: {
    kind: "alter-system",
    setting: "debug_print_rewritten",
    bad: "on",
    fixed: "off",
    key: "setting debug_print_rewritten",
  },
});
