import { quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";

/** The roles of the fixture. Roles belong to the whole server, so every test names its own. */
export interface FixtureRoles {
  readonly owner: string;
  readonly application: string;
  readonly readonly: string;
}

/** The tables of the fixture that hold tenants' rows, partitions among them, with the tenant column of each. */
export const TENANT_TABLES: Readonly<Record<string, string>> = {
  "app.tenants": "id",
  "app.customers": "tenant_id",
  "app.products": "tenant_id",
  "app.orders": "tenant_id",
  "app.orders_past": "tenant_id",
  "app.orders_now": "tenant_id",
  "app.order_items": "tenant_id",
  "billing.invoices": "tenant_id",
};

const PARTITIONS: ReadonlySet<string> = new Set(["app.orders_past", "app.orders_now"]);

/** The policy expression that the whole project stands on. */
export function tenantPredicate(column: string): string {
  return `${column} = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)`;
}

/**
 * FIXTURE, for tests only: a small hardened shop with tenants, written in plain SQL so that the proof is tested against
 * something that Palisade did not make. Made by a superuser in an empty database; every attack must find it defended.
 */
export function hardenedShop(
  database: string,
  { owner, application, readonly }: FixtureRoles,
  version: number,
): string {
  const [own, app, ro, db] = [owner, application, readonly, database].map(quoteIdentifier);
  return [
    `CREATE ROLE ${own} LOGIN`,
    `CREATE ROLE ${app} LOGIN`,
    `CREATE ROLE ${ro} LOGIN`,
    `ALTER DATABASE ${db} OWNER TO ${own}`,
    `REVOKE ALL ON DATABASE ${db} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${db} TO ${app}, ${ro}`,
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    `CREATE SCHEMA app AUTHORIZATION ${own}`,
    `CREATE SCHEMA billing AUTHORIZATION ${own}`,
    `GRANT USAGE ON SCHEMA app, billing TO ${app}, ${ro}`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${own} REVOKE ALL ON FUNCTIONS FROM PUBLIC`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${own} REVOKE ALL ON TYPES FROM PUBLIC`,
    // It leads back to this server, and nobody has a mapping: the attacks must not connect.
    "CREATE EXTENSION postgres_fdw",
    `CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1', dbname ${quoteLiteral(database)})`,
    `GRANT USAGE ON FOREIGN SERVER far TO ${own}`,
    `SET ROLE ${own}`,
    ...OBJECTS,
    ...(version >= 150_000
      ? [
          "ALTER VIEW app.open_orders SET (security_invoker = true)",
          "ALTER VIEW app.order_totals SET (security_invoker = true)",
        ]
      : []),
    ...grants(app ?? "", ro ?? "", version),
    ...Object.entries(TENANT_TABLES).flatMap(([table, column]) =>
      rowSecurity(table, column, own ?? "", app ?? "", ro ?? ""),
    ),
    ...ROWS,
    "RESET ROLE",
    // The planner's statistics must be there before it can be proven that nobody reads them.
    "ANALYZE",
  ].join(";\n");
}

const OBJECTS = [
  "CREATE TYPE app.customer_kind AS ENUM ('private', 'company')",
  "CREATE TABLE app.countries (code char(2) PRIMARY KEY, name text NOT NULL)",
  "CREATE TABLE app.tenants (id uuid PRIMARY KEY, name text NOT NULL, country char(2) NOT NULL REFERENCES app.countries)",
  `CREATE TABLE app.customers (tenant_id uuid NOT NULL REFERENCES app.tenants, id uuid NOT NULL DEFAULT gen_random_uuid(),
     email text NOT NULL CHECK (email LIKE '%_@_%'), kind app.customer_kind NOT NULL, note varchar(20),
     PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, email))`,
  `CREATE TABLE app.products (tenant_id uuid NOT NULL REFERENCES app.tenants, id bigint GENERATED ALWAYS AS IDENTITY,
     sku text NOT NULL CHECK (sku = upper(sku)), price numeric(8, 2) NOT NULL CHECK (price BETWEEN 1 AND 100),
     gross numeric GENERATED ALWAYS AS (price * 1.2) STORED, PRIMARY KEY (tenant_id, id))`,
  "CREATE SEQUENCE app.order_numbers",
  `CREATE TABLE app.orders (tenant_id uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), customer_id uuid NOT NULL,
     number bigint NOT NULL DEFAULT nextval('app.order_numbers'), status text NOT NULL CHECK (status IN ('open', 'paid')),
     placed_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (tenant_id, id, placed_at),
     FOREIGN KEY (tenant_id, customer_id) REFERENCES app.customers (tenant_id, id)) PARTITION BY RANGE (placed_at)`,
  "CREATE TABLE app.orders_past PARTITION OF app.orders FOR VALUES FROM ('2000-01-01') TO ('2025-01-01')",
  "CREATE TABLE app.orders_now PARTITION OF app.orders FOR VALUES FROM ('2025-01-01') TO ('2200-01-01')",
  `CREATE TABLE app.order_items (tenant_id uuid NOT NULL, order_id uuid NOT NULL, placed_at timestamptz NOT NULL,
     line int NOT NULL, product_id bigint NOT NULL, quantity int NOT NULL CHECK (quantity > 0 AND quantity < 1000),
     PRIMARY KEY (tenant_id, order_id, line),
     FOREIGN KEY (tenant_id, order_id, placed_at) REFERENCES app.orders (tenant_id, id, placed_at) ON DELETE CASCADE,
     FOREIGN KEY (tenant_id, product_id) REFERENCES app.products (tenant_id, id))`,
  `CREATE TABLE billing.invoices (tenant_id uuid NOT NULL REFERENCES app.tenants, id uuid NOT NULL DEFAULT gen_random_uuid(),
     amount money NOT NULL, period daterange NOT NULL, tags text[] NOT NULL, data jsonb NOT NULL, PRIMARY KEY (tenant_id, id))`,
  "CREATE VIEW app.open_orders AS SELECT tenant_id, id, status, customer_id FROM app.orders WHERE status = 'open'",
  `CREATE VIEW app.order_totals AS SELECT count(*) AS orders, sum(i.quantity) AS pieces
     FROM app.orders o LEFT JOIN app.order_items i ON i.tenant_id = o.tenant_id AND i.order_id = o.id`,
  "CREATE MATERIALIZED VIEW app.sales AS SELECT tenant_id, count(*) AS orders FROM app.orders GROUP BY tenant_id",
  "CREATE FOREIGN TABLE app.archive (tenant_id uuid NOT NULL, id uuid NOT NULL, status text) SERVER far",
  // Without the tenant column: its options alone tell whose rows it shows.
  "CREATE FOREIGN TABLE app.mailing (id uuid, email text) SERVER far OPTIONS (schema_name 'app', table_name 'customers')",
  "CREATE FOREIGN TABLE app.weather (degrees int) SERVER far",
  "CREATE VIEW app.archive_of_all AS SELECT * FROM app.archive",
  "CREATE VIEW app.mailing_of_all AS SELECT email FROM app.mailing",
  "CREATE MATERIALIZED VIEW app.archived AS SELECT tenant_id, status FROM app.archive WITH NO DATA",
  "CREATE VIEW app.archived_totals AS SELECT status, count(*) FROM app.archived GROUP BY status",
  `CREATE FUNCTION app.all_orders(since timestamptz) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
     AS 'SELECT count(*) FROM app.orders WHERE placed_at >= since'`,
  "CREATE STATISTICS app.customer_values (mcv) ON tenant_id, kind FROM app.customers",
  "CREATE FUNCTION app.label(kind app.customer_kind) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT kind::text'",
];

function grants(app: string, ro: string, version: number): string[] {
  const tables = Object.keys(TENANT_TABLES).filter((table) => !PARTITIONS.has(table));
  return [
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables.join(", ")} TO ${app}`,
    `GRANT SELECT ON ${tables.join(", ")} TO ${ro}`,
    `GRANT SELECT ON app.countries TO ${app}, ${ro}`,
    `GRANT USAGE ON SEQUENCE app.order_numbers TO ${app}`,
    `GRANT USAGE ON TYPE app.customer_kind TO ${app}, ${ro}`,
    `GRANT EXECUTE ON FUNCTION app.label TO ${app}, ${ro}`,
    ...(version >= 150_000 ? [`GRANT SELECT ON app.open_orders, app.order_totals TO ${app}, ${ro}`] : []),
  ];
}

function rowSecurity(table: string, column: string, own: string, app: string, ro: string): string[] {
  const predicate = tenantPredicate(column);
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY palisade_tenant ON ${table} TO ${app}, ${ro} USING (${predicate}) WITH CHECK (${predicate})`,
    `CREATE POLICY palisade_owner ON ${table} TO ${own} USING (true) WITH CHECK (true)`,
  ];
}

/** Rows of two tenants that were there before the proof. */
const ROWS = [
  "INSERT INTO app.countries VALUES ('AT', 'Austria')",
  ...["11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"].flatMap((tenant) => [
    `INSERT INTO app.tenants VALUES ('${tenant}', 'Xanthippe', 'AT')`,
    `INSERT INTO app.customers (tenant_id, id, email, kind) VALUES ('${tenant}', '${tenant}', '${tenant}@example.com', 'private')`,
    `INSERT INTO app.products (tenant_id, sku, price) VALUES ('${tenant}', 'A', 5)`,
    `INSERT INTO app.orders (tenant_id, customer_id, status) VALUES ('${tenant}', '${tenant}', 'open')`,
    `INSERT INTO billing.invoices (tenant_id, amount, period, tags, data) VALUES ('${tenant}', 5, '[2026-01-01,2026-02-01)', '{}', '{}')`,
  ]),
  "REFRESH MATERIALIZED VIEW app.sales",
];
