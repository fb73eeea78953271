import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./setting-triggers-off";

export default defineProof({
  rule,
  bad: { role: [role({ settings: { session_replication_role: "replica" } })] },
  fixed: { role: [role({ settings: { session_replication_role: "origin" } })] },
  notApplicable: { role: [role({ login: false })] },
  key: "setting-triggers-off:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    // For one database alone, so that the fix must say so.
    bad: [
      `DO $$BEGIN EXECUTE format('ALTER ROLE ${APP} IN DATABASE %I SET session_replication_role = replica', current_database()); END$$`,
    ],
    fix: [
      `DO $$BEGIN EXECUTE format('ALTER ROLE ${APP} IN DATABASE %I RESET session_replication_role', current_database()); END$$`,
    ],
    key: `role ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [accessResource({ roles: { app: { settings: { session_replication_role: "replica" } } } })],
    fixed: [accessResource({ roles: { app: { settings: { session_replication_role: "origin" } } } })],
  },
});
