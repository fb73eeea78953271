import type { Scene } from "../scene";
import { hardened, TENANT_ID } from "./common";

/** Roles of others that the declarations name. */
const OTHERS = ["CREATE ROLE warehouse NOLOGIN", "CREATE ROLE monitoring NOLOGIN"];

/** `access`: what is declared beside the schemas. The tables are there before, so that they can be named. */
export const ACCESS: readonly Scene[] = [
  hardened(
    "access.grants of privileges and profiles to another role",
    {
      access: {
        grants: [
          { to: ["warehouse"], privileges: ["USAGE"], on: [{ kind: "schema", schema: "app" }] },
          {
            to: ["warehouse"],
            privileges: ["SELECT"],
            on: [{ kind: "tables", schema: "app" }],
            except: [{ kind: "tables", schema: "app", pattern: "cust*" }],
            future: false,
          },
          { to: ["monitoring"], profiles: ["usage"], on: [{ kind: "schema", schema: "app" }] },
        ],
      },
    },
    { adopted: true, before: OTHERS },
  ),
  hardened(
    "access.grants of columns and of functions by args, beside tenants",
    {
      tenants: {},
      access: {
        grants: [
          { to: ["warehouse"], privileges: ["USAGE"], on: [{ kind: "schema", schema: "app" }] },
          {
            to: ["warehouse"],
            privileges: ["SELECT"],
            on: [{ kind: "tables", schema: "app", name: "orders", columns: ["id", "state"] }],
          },
          {
            to: ["shop_app"],
            privileges: ["EXECUTE"],
            on: [{ kind: "functions", schema: "app", name: "orders_of", args: "bigint" }],
          },
        ],
      },
    },
    { adopted: true, before: OTHERS, schemas: { app: TENANT_ID } },
  ),
  hardened(
    "access.denials",
    {
      access: {
        denials: [
          {
            from: ["shop_readonly"],
            fromPublic: true,
            privileges: ["INSERT"],
            on: [{ kind: "tables", schema: "app" }],
            except: [{ kind: "tables", schema: "app", name: "events" }],
          },
        ],
      },
    },
    { adopted: true },
  ),
  hardened(
    "access.defaultPrivileges, ignore, databaseSettings and connectionLimit",
    {
      access: {
        defaultPrivileges: [
          { owner: "shop_owner", schema: "app", kind: "tables", to: ["warehouse"], privileges: ["SELECT"] },
        ],
        ignore: [{ grantee: "monitoring", reason: "its own installer looks after it" }],
        databaseSettings: { statement_timeout: "1min", TimeZone: "UTC" },
        connectionLimit: 80,
      },
    },
    { before: OTHERS },
  ),
];
