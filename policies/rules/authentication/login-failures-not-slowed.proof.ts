import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./login-failures-not-slowed";

const open = setting("listen_addresses", "10.0.0.5");

export default defineProof({
  rule,
  bad: { setting: [open, setting("auth_delay.milliseconds", "0")] },
  fixed: { setting: [open, setting("auth_delay.milliseconds", "500")] },
  notApplicable: { setting: [setting("listen_addresses", "localhost")] },
  key: "login-failures-not-slowed:setting auth_delay.milliseconds",
  live: {
    kind: "restart",
    // Loopback and every address: the server admits nobody but this machine, whatever it listens on.
    shared: { listen_addresses: "localhost,0.0.0.0" },
    bad: {},
    fixed: { shared_preload_libraries: "auth_delay", "auth_delay.milliseconds": 50 },
    key: "setting auth_delay.milliseconds",
  },
});
