import type { AccessIntent } from "../../plan/access-intent";
import { parseAccess } from "../../plan/parse-access";
import { CUSTOMER } from "./customer";
import type { RecreatedServer } from "./recreated";

const { app, database, owner, readonly } = CUSTOMER;

/** Whether the admin may change the schema public of a database that it made: see docs/guides/access-platforms.md. */
export function ownsPublic({ platform, major }: RecreatedServer): boolean {
  return major >= 15 || ["rds", "aurora", "cloud-sql", "azure"].includes(platform.name);
}

/** The access of the customer's schema. */
export const APP_SCHEMA = {
  roles: {
    [app]: {
      schema: ["USAGE"],
      tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
      views: ["SELECT"],
      sequences: ["USAGE"],
      functions: ["EXECUTE"],
      types: ["USAGE"],
    },
    [readonly]: { schema: ["USAGE"], tables: ["SELECT"] },
  },
};

/** What is said about the application's role. */
export const APP_ROLE = {
  settings: { lock_timeout: "5s", search_path: "app, pg_temp" },
  connectionLimit: 20,
};

/** The customer's declaration; `changes` replaces properties of it. */
export function intentFor(server: RecreatedServer, changes: Record<string, unknown> = {}): AccessIntent {
  const parsed = parseAccess({
    database,
    owner,
    // The admin itself needs CONNECT as soon as it is no member of the owner any more.
    databasePrivileges: {
      [app]: ["CONNECT"],
      [readonly]: ["CONNECT"],
      [server.platform.admin]: ["CONNECT"],
    },
    databaseSettings: { idle_in_transaction_session_timeout: "1min" },
    schemas: { ...(ownsPublic(server) ? { public: {} } : {}), app: APP_SCHEMA },
    grants: [
      {
        to: [readonly],
        privileges: ["SELECT"],
        on: [{ kind: "views", schema: "app", name: "open_orders", columns: ["id", "state"] }],
      },
      { to: [app], privileges: ["SELECT"], on: [{ kind: "largeObjects", name: 4711 }] },
    ],
    roles: { [app]: APP_ROLE, [readonly]: { memberOf: [], settings: {} } },
    ...changes,
  });
  if (parsed.intent === undefined) throw new Error(JSON.stringify(parsed.problems));
  return parsed.intent;
}
