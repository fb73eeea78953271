import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./large-object-privileges-off";

export default defineProof({
  rule,
  bad: { setting: [setting("lo_compat_privileges", "on")] },
  fixed: { setting: [setting("lo_compat_privileges", "off")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "large-object-privileges-off:setting lo_compat_privileges",
  live: {
    kind: "alter-system",
    setting: "lo_compat_privileges",
    bad: "on",
    fixed: "off",
    key: "setting lo_compat_privileges",
  },
});
