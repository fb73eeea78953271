import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./setting-row-security-off";

export default defineProof({
  rule,
  bad: { role: [role({ settings: { row_security: "off" } })] },
  fixed: { role: [role({ settings: { row_security: "on" } })] },
  notApplicable: { role: [role({ login: false })] },
  key: "setting-row-security-off:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} SET row_security = off`],
    fix: [`ALTER ROLE ${APP} RESET row_security`],
    key: `role ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [accessResource({ roles: { app: { settings: { row_security: "off" } } } })],
    fixed: [accessResource({ roles: { app: { settings: { row_security: "on" } } } })],
  },
});
