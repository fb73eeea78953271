import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./socket-open-to-everybody";

export default defineProof({
  rule,
  bad: { setting: [setting("unix_socket_permissions", "0777")] },
  fixed: { setting: [setting("unix_socket_permissions", "0770")] },
  notApplicable: {
    setting: [setting("unix_socket_permissions", "0777"), setting("unix_socket_directories", "")],
  },
  key: "socket-open-to-everybody:setting unix_socket_permissions",
  live: { kind: "as-is", provenBy: "restart", because: "test servers have no socket", finds: () => false },
});
