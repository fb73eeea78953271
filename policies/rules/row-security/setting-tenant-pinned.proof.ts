import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./setting-tenant-pinned";

export default defineProof({
  rule,
  bad: { role: [role({ settings: { "app.tenant_id": "7" } })] },
  fixed: { role: [role({ settings: { "app.tenant_id": "" } })] },
  notApplicable: { role: [role({ login: false })] },
  key: "setting-tenant-pinned:role app (app.tenant_id)",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} SET app.tenant_id = '7'`],
    fix: [`ALTER ROLE ${APP} RESET app.tenant_id`],
    key: `role ${APP} (app.tenant_id)`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [accessResource({ roles: { app: { settings: { "app.tenant_id": "7" } } } })],
    fixed: [accessResource({ roles: { app: { settings: {} } } })],
  },
});
