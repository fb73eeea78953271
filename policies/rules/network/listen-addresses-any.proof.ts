import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./listen-addresses-any";

export default defineProof({
  rule,
  bad: { setting: [setting("listen_addresses", "localhost, *")] },
  fixed: { setting: [setting("listen_addresses", "localhost, 10.0.0.4")] },
  notApplicable: {
    setting: [setting("listen_addresses", "*")],
    server: [{ version: 180_004, platform: "rds" }],
  },
  key: "listen-addresses-any:setting listen_addresses",
  live: {
    kind: "as-is",
    provenBy: "restart",
    because: "no test opens a server to the network",
    finds: () => false,
  },
});
