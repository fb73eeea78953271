import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./fsync-off";

export default defineProof({
  rule,
  bad: { setting: [setting("fsync", "off")] },
  fixed: { setting: [setting("fsync", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "fsync-off:setting fsync",
  live: {
    kind: "as-is",
    provenBy: "own-server",
    because: "test servers run without fsync, which is what the rule objects to",
    finds: () => true,
  },
});
