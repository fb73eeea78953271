import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./library-path-changed";

export default defineProof({
  rule,
  bad: { setting: [setting("dynamic_library_path", "$libdir:/var/lib/modules")] },
  fixed: { setting: [setting("dynamic_library_path", "$libdir")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "library-path-changed:setting dynamic_library_path",
  live: {
    kind: "alter-system",
    setting: "dynamic_library_path",
    bad: "$libdir:/var/lib/modules",
    fixed: "$libdir",
    key: "setting dynamic_library_path",
  },
});
