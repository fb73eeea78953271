import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./tls-old-protocol";

export default defineProof({
  rule,
  bad: { setting: [setting("ssl_min_protocol_version", "TLSv1.1")] },
  fixed: { setting: [setting("ssl_min_protocol_version", "TLSv1.2")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "tls-old-protocol:setting ssl_min_protocol_version",
  live: {
    kind: "alter-system",
    setting: "ssl_min_protocol_version",
    bad: "TLSv1.1",
    fixed: "TLSv1.2",
    key: "setting ssl_min_protocol_version",
  },
});
