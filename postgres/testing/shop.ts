import type { Session } from "../connect/session";
import { quoteIdentifier } from "../sql/quote";

/** Roles with names of their own, so that tests share a server. */
export interface ShopRoles {
  readonly owner: string;
  readonly app: string;
  readonly readonly: string;
  readonly stranger: string;
}

/** Test fixture: three roles of a shop and a stranger. */
export async function createShopRoles(session: Session, prefix: string): Promise<ShopRoles> {
  const roles = {
    owner: `${prefix}_owner`,
    app: `${prefix}_app`,
    readonly: `${prefix}_readonly`,
    stranger: `${prefix}_stranger`,
  };
  for (const role of Object.values(roles)) await session.query(`CREATE ROLE ${quoteIdentifier(role)} LOGIN`);
  return roles;
}

/** Test fixture: drops the roles; what they own or hold in this database goes first. */
export async function dropShopRoles(session: Session, roles: ShopRoles): Promise<void> {
  for (const role of Object.values(roles)) {
    await session.query(`DROP OWNED BY ${quoteIdentifier(role)} CASCADE`);
    await session.query(`DROP ROLE ${quoteIdentifier(role)}`);
  }
}

/** Test fixture: a small shop owned by `owner`: one object of every kind that carries privileges. */
export async function createShopObjects(session: Session, owner: string): Promise<void> {
  const role = quoteIdentifier(owner);
  await session.query(`CREATE SCHEMA app AUTHORIZATION ${role}`);
  await session.query(`SET ROLE ${role}`);
  for (const statement of SHOP) await session.query(statement);
  await session.query("RESET ROLE");
}

const SHOP = [
  "CREATE TYPE app.state AS ENUM ('open', 'paid')",
  "CREATE DOMAIN app.amount AS numeric CHECK (VALUE >= 0)",
  `CREATE TABLE app.orders (tenant_id uuid NOT NULL, id bigint NOT NULL, state app.state NOT NULL DEFAULT 'open',
     total app.amount NOT NULL DEFAULT 0, PRIMARY KEY (tenant_id, id))`,
  `CREATE TABLE app.events (tenant_id uuid NOT NULL, id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (tenant_id, id, at))
     PARTITION BY RANGE (at)`,
  "CREATE TABLE app.events_2026 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  "CREATE TABLE app.currencies (code text PRIMARY KEY)",
  'CREATE TABLE app."strange . ""name""" (id int)',
  "CREATE SEQUENCE app.order_numbers",
  "CREATE VIEW app.open_orders AS SELECT * FROM app.orders WHERE state = 'open'",
  "CREATE MATERIALIZED VIEW app.totals AS SELECT tenant_id, sum(total) AS total FROM app.orders GROUP BY tenant_id",
  "CREATE FUNCTION app.add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b'",
  `CREATE FUNCTION app.count_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
     AS 'SELECT count(*) FROM app.orders'`,
  "CREATE PROCEDURE app.nothing() LANGUAGE sql AS 'SELECT 1'",
];
