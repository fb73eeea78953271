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
    name: "a membership of a declared role in another that the admin granted",
    statements: ({ platform }) => [
      `SET SESSION AUTHORIZATION "${platform.admin}"`,
      `GRANT ${stranger} TO ${readonly}`,
    ],
    seen: /shop_readonly.*shop_stranger|shop_stranger.*shop_readonly/,
  },
  {
    name: "a table of the owner's that was given to a stranger",
    statements: () => [`ALTER TABLE app.currencies OWNER TO ${stranger}`],
    seen: /table app\.currencies: shop_stranger loses ownership to shop_owner/,
  },
  ...(
    [
      [
        "a partitioned table",
        `GRANT INSERT ON app.events TO ${stranger}`,
        /table app\.events: shop_stranger loses INSERT/,
      ],
      [
        "a partition",
        `GRANT SELECT ON app.events_2026 TO ${app}`,
        /table app\.events_2026: shop_app loses SELECT/,
      ],
      ["a view", `GRANT DELETE ON app.open_orders TO ${app}`, /view app\.open_orders: shop_app loses DELETE/],
      [
        "a materialized view",
        `GRANT SELECT ON app.totals TO ${stranger}`,
        /materialized view app\.totals: shop_stranger loses SELECT/,
      ],
      [
        "a sequence",
        `GRANT UPDATE ON app.order_numbers TO ${app}`,
        /sequence app\.order_numbers: shop_app loses UPDATE/,
      ],
      [
        "a function",
        `GRANT EXECUTE ON FUNCTION app.add(int, int) TO PUBLIC`,
        /function app\.add\(.*\): PUBLIC loses EXECUTE/,
      ],
      [
        "a SECURITY DEFINER function",
        `GRANT EXECUTE ON FUNCTION app.count_all() TO ${stranger}`,
        /function app\.count_all\(\): shop_stranger loses EXECUTE/,
      ],
      [
        "a procedure",
        `GRANT EXECUTE ON PROCEDURE app.nothing() TO ${stranger}`,
        /procedure app\.nothing\(\): shop_stranger loses EXECUTE/,
      ],
      [
        "an enumeration",
        `GRANT USAGE ON TYPE app.state TO ${stranger}`,
        /type app\.state: shop_stranger loses USAGE/,
      ],
      ["a domain", `GRANT USAGE ON DOMAIN app.amount TO PUBLIC`, /domain app\.amount: PUBLIC loses USAGE/],
      ["a schema", `GRANT CREATE ON SCHEMA app TO ${app}`, /schema app: shop_app loses CREATE/],
      [
        "a large object",
        `GRANT UPDATE ON LARGE OBJECT 4711 TO ${app}`,
        /large object.* shop_app loses UPDATE/,
      ],
      [
        "a grant option",
        `GRANT SELECT ON app.events TO ${readonly} WITH GRANT OPTION`,
        /table app\.events: shop_readonly loses the grant option for SELECT/,
      ],
      [
        "what the owner has by itself",
        `REVOKE TRUNCATE ON app.events FROM ${owner}`,
        /table app\.events: shop_owner gains TRUNCATE/,
      ],
      [
        "what the owner has in advance",
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} REVOKE USAGE ON SEQUENCES FROM ${owner}`,
        /default privileges of shop_owner for sequences: shop_owner gains USAGE/,
      ],
      [
        "a function's owner",
        `ALTER FUNCTION app.add(int, int) OWNER TO ${stranger}`,
        /function app\.add\(.*\): shop_stranger loses ownership to shop_owner/,
      ],
      [
        "a view's owner",
        `ALTER VIEW app.open_orders OWNER TO ${stranger}`,
        /view app\.open_orders: shop_stranger loses ownership to shop_owner/,
      ],
      [
        "a setting for all databases",
        `ALTER ROLE ${app} SET row_security TO off`,
        /role shop_app: .*row_security/,
      ],
    ] as const
  ).map(([name, statement, seen]): Drift => ({ name, statements: () => [statement], seen })),
];
