import { CUSTOMER } from "./customer";
import type { RecreatedServer } from "./recreated";

const { app, database, owner, readonly, stranger } = CUSTOMER;

/** What happens behind Palisade's back, in a session of the platform's superuser. */
export interface Drift {
  readonly name: string;
  /** Made by the platform's superuser. */
  readonly statements: (server: RecreatedServer) => readonly string[];
  /** A line of the plan's changes. */
  readonly seen: RegExp;
}

/** Every kind of it. Each leaves the others to be seen. */
export const DRIFTS: readonly Drift[] = [
  {
    name: "a grant to a stranger",
    statements: () => [`SET ROLE ${owner}`, `GRANT SELECT ON app.orders TO ${stranger}`],
    seen: /table app\.orders: shop_stranger loses SELECT/,
  },
  {
    name: "a grant that the application passed on with its grant option",
    statements: () => [
      `SET ROLE ${owner}`,
      `GRANT SELECT ON app.orders TO ${app} WITH GRANT OPTION`,
      "RESET ROLE",
      `SET ROLE ${app}`,
      `GRANT SELECT ON app.orders TO ${stranger}`,
    ],
    seen: /table app\.orders: shop_stranger loses SELECT/,
  },
  {
    name: "a grant by the platform's superuser",
    statements: () => [`GRANT TRUNCATE ON app.currencies TO ${app}`],
    seen: /table app\.currencies: shop_app loses TRUNCATE/,
  },
  {
    name: "a column",
    statements: () => [`GRANT UPDATE (total) ON app.orders TO ${stranger}`],
    seen: /app\.orders.*total.*shop_stranger loses UPDATE/,
  },
  {
    name: "a privilege taken away",
    statements: () => [`REVOKE SELECT ON app.orders FROM ${readonly}`],
    seen: /table app\.orders: shop_readonly gains SELECT/,
  },
  {
    name: "default privileges of the owner",
    statements: () => [
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC`,
    ],
    seen: /default privileges of shop_owner for tables in schema app: PUBLIC (gains|loses) SELECT/,
  },
  {
    name: "CONNECT for everybody",
    statements: () => [`GRANT CONNECT ON DATABASE ${database} TO PUBLIC`],
    seen: /database shop: PUBLIC loses CONNECT/,
  },
  {
    name: "a role's setting",
    statements: () => [`ALTER ROLE ${app} IN DATABASE ${database} SET row_security TO off`],
    seen: /role shop_app: resets row_security/,
  },
  {
    name: "a setting of the database",
    statements: () => [`ALTER DATABASE ${database} SET statement_timeout TO '1h'`],
    seen: /database shop: resets statement_timeout/,
  },
  {
    name: "attributes of a role",
    statements: () => [`ALTER ROLE ${app} CREATEDB CREATEROLE CONNECTION LIMIT 3`],
    seen: /role shop_app: loses CREATEROLE/,
  },
  {
    name: "a membership that the admin granted",
    statements: ({ platform }) => [
      `SET SESSION AUTHORIZATION "${platform.admin}"`,
      `GRANT ${app} TO ${stranger}`,
    ],
    seen: /shop_stranger .*shop_app|shop_app.*shop_stranger/,
  },
  {
    name: "a table of the owner's that was given to a stranger",
    statements: () => [`ALTER TABLE app.currencies OWNER TO ${stranger}`],
    seen: /table app\.currencies: shop_stranger loses ownership to shop_owner/,
  },
];
