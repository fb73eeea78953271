import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./statistics-logging-on";

export default defineProof({
  rule,
  bad: { setting: [setting("log_parser_stats", "on")] },
  fixed: { setting: [setting("log_parser_stats", "off")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "statistics-logging-on:setting log_parser_stats",
  live: {
    kind: "alter-system",
    setting: "log_parser_stats",
    bad: "on",
    fixed: "off",
    key: "setting log_parser_stats",
  },
});
