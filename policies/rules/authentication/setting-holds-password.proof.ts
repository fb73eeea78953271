import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./setting-holds-password";

const command = setting("archive_cleanup_command", "(holds a secret, and was not read)");

export default defineProof({
  rule,
  bad: { setting: [{ ...command, secret: "a password for the environment of a program" }] },
  fixed: { setting: [command] },
  notApplicable: { setting: [setting("fsync", "on")] },
  key: "setting-holds-password:setting archive_cleanup_command",
  live: {
    kind: "alter-system",
    setting: "archive_cleanup_command",
    bad: "PGPASSWORD=hunter2 cleanup %r",
    fixed: "cleanup %r",
    key: "setting archive_cleanup_command",
  },
});
