import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./tcp-keepalives-slow";

export default defineProof({
  rule,
  bad: { setting: [setting("tcp_keepalives_idle", "7200")] },
  fixed: { setting: [setting("tcp_keepalives_idle", "300")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "tcp-keepalives-slow:setting tcp_keepalives_idle",
  live: {
    kind: "alter-system",
    setting: "tcp_keepalives_idle",
    bad: "7200",
    fixed: "300",
    key: "setting tcp_keepalives_idle",
  },
});
