import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./log-statement-none";

export default defineProof({
  rule,
  bad: { setting: [setting("log_statement", "none")] },
  fixed: { setting: [setting("log_statement", "ddl")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "log-statement-none:setting log_statement",
  live: {
    kind: "sql",
    bad: ["SET LOCAL log_statement = 'none'"],
    fix: ["SET LOCAL log_statement = 'ddl'"],
    key: "setting log_statement",
  },
});
