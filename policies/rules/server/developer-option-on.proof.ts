import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./developer-option-on";

export default defineProof({
  rule,
  bad: { setting: [setting("zero_damaged_pages", "on")] },
  fixed: { setting: [setting("zero_damaged_pages", "off")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "developer-option-on:setting zero_damaged_pages",
  live: {
    kind: "alter-system",
    setting: "zero_damaged_pages",
    bad: "on",
    fixed: "off",
    key: "setting zero_damaged_pages",
  },
});
