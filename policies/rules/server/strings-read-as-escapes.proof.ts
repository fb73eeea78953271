import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./strings-read-as-escapes";

export default defineProof({
  rule,
  bad: { setting: [setting("standard_conforming_strings", "off")] },
  fixed: { setting: [setting("standard_conforming_strings", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "strings-read-as-escapes:setting standard_conforming_strings",
  live: {
    kind: "alter-system",
    setting: "backslash_quote",
    bad: "on",
    fixed: "safe_encoding",
    key: "setting backslash_quote",
  },
});
