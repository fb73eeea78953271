import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./syslog-messages-garbled";

const syslog = setting("log_destination", "syslog");

export default defineProof({
  rule,
  bad: { setting: [syslog, setting("syslog_split_messages", "off")] },
  fixed: { setting: [syslog, setting("syslog_split_messages", "on")] },
  notApplicable: { setting: [setting("syslog_split_messages", "off")] },
  key: "syslog-messages-garbled:setting syslog_split_messages",
  live: {
    kind: "as-is",
    provenBy: "own-server",
    because: "tests write nothing to the machine's own log",
    finds: () => false,
  },
});
