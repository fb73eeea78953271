import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./wal-archiving-off";

const command = setting("archive_command", "pgbackrest --stanza=shop archive-push %p");

export default defineProof({
  rule,
  bad: { setting: [command, setting("archive_mode", "off")], server: [{ version: 180_004 }] },
  fixed: { setting: [command, setting("archive_mode", "on")], server: [{ version: 180_004 }] },
  notApplicable: {
    setting: [command, setting("archive_mode", "off")],
    server: [{ version: 180_004, platform: "rds" }],
  },
  key: "wal-archiving-off:setting archive_mode",
  live: {
    kind: "as-is",
    provenBy: "restart",
    because: "the setting takes a restart; test servers archive nothing",
    finds: () => true,
  },
});
