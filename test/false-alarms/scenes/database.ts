import type { Scene } from "../scene";
import { hardened, person, SERVER, TENANT_ID } from "./common";

/** The front door's own options, and those of its roles. */
export const DATABASE: readonly Scene[] = [
  hardened("defaults"),
  hardened(
    "several schemas, tenants.schemas in one of them",
    { schemas: ["app", "billing", "reporting"], tenants: { schemas: ["app"] } },
    { schemas: { app: TENANT_ID, billing: [], reporting: [] } },
  ),
  hardened("roles with name, limits, timeouts and passwordVersion", {
    roles: {
      owner: { name: "shop_migrations", connectionLimit: 2, statementTimeout: "2h" },
      app: { name: "web", lockTimeout: "2s", idleInTransactionTimeout: "30s", passwordVersion: "2" },
      readonly: { name: "reports", connectionLimit: 3 },
    },
  }),
  hardened(
    "roles with memberOf and members",
    {
      roles: {
        app: { memberOf: ["signal_senders"] },
        readonly: { memberOf: ["pg_read_all_settings", "pg_read_all_stats"], members: ["ann", "ben"] },
      },
    },
    { before: ["CREATE ROLE signal_senders NOLOGIN", ...person("ann"), ...person("ben")] },
  ),
  hardened("auditor with defaults; server with port, tls and caFile", {
    auditor: {},
    server: { ...SERVER, port: 6432, tls: true, caFile: "root.crt" },
  }),
  hardened("auditor with name, connectionLimit, statementTimeout, configurationFiles and passwordVersion", {
    auditor: {
      name: "looks_on",
      connectionLimit: 2,
      statementTimeout: "1min",
      configurationFiles: false,
      passwordVersion: "2",
    },
  }),
  hardened("auditor beside tenants", { auditor: {}, tenants: {} }, { schemas: { app: TENANT_ID } }),
];
