import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./tls-off";

export default defineProof({
  rule,
  bad: { setting: [setting("ssl", "off")] },
  fixed: { setting: [setting("ssl", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "tls-off:setting ssl",
  live: {
    kind: "as-is",
    provenBy: "own-server",
    because: "switching TLS off would break the sessions of every other test on the server",
    finds: () => false,
  },
});
