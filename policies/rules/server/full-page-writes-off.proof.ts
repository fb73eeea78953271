import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./full-page-writes-off";

export default defineProof({
  rule,
  bad: { setting: [setting("full_page_writes", "off")] },
  fixed: { setting: [setting("full_page_writes", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "full-page-writes-off:setting full_page_writes",
  live: {
    kind: "as-is",
    provenBy: "own-server",
    because: "test servers run without full_page_writes, which is what the rule objects to",
    finds: () => true,
  },
});
