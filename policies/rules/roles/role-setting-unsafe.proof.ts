import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./role-setting-unsafe";

export default defineProof({
  rule,
  bad: { role: [role({ settings: { session_preload_libraries: "spy" } })] },
  fixed: { role: [role({ settings: { session_preload_libraries: "auto_explain" } })] },
  notApplicable: { role: [role({ login: false })] },
  key: "role-setting-unsafe:role app (session_preload_libraries)",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} SET password_encryption = md5`],
    fix: [`ALTER ROLE ${APP} RESET password_encryption`],
    key: `role ${APP} (password_encryption)`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [accessResource({ roles: { app: { settings: { session_preload_libraries: "spy" } } } })],
    fixed: [accessResource({ roles: { app: { settings: { session_preload_libraries: "auto_explain" } } } })],
  },
});
