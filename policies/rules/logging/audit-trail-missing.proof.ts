import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./audit-trail-missing";

export default defineProof({
  rule,
  bad: { setting: [setting("shared_preload_libraries", "auto_explain")] },
  fixed: { setting: [setting("shared_preload_libraries", "auto_explain, pgaudit")] },
  notApplicable: { setting: [setting("log_statement", "ddl")] },
  key: "audit-trail-missing:setting shared_preload_libraries",
  live: {
    kind: "alter-system",
    setting: "log_statement",
    bad: "ddl",
    fixed: "all",
    key: "setting shared_preload_libraries",
  },
});
