import { BULK, TENANTS, tenantOf } from "./fixture";

/** What is asked: the words of a line of the table, and the SQL with the tenant's condition where one is written. */
export interface Query {
  readonly name: string;
  /** Lines of pgbench that choose the row, before the statement. */
  readonly before?: (rows: number, tenant: number) => string;
  /** `where(column)` is `AND column = tenant`, or nothing where row security says it. */
  sql(tenant: string, where: (column: string) => string): string;
}

/** The five kinds of the issue that this project set itself: one row, a page, a sum, a join of two protected tables, a bulk insert. */
export const QUERIES: readonly Query[] = [
  {
    name: "primary key",
    // The rows of a tenant lie TENANTS apart.
    before: (rows, tenant) =>
      `\\set n random(0, ${Math.floor(rows / TENANTS) - 1})\n\\set id ${tenant} + ${TENANTS} * :n`,
    sql: (_tenant, where) => `SELECT * FROM app.orders WHERE id = :id ${where("tenant_id")};`,
  },
  {
    name: "newest 50",
    sql: (_tenant, where) =>
      `SELECT * FROM app.orders WHERE true ${where("tenant_id")} ORDER BY created_at DESC LIMIT 50;`,
  },
  {
    name: "aggregate",
    sql: (_tenant, where) => `SELECT count(*), sum(total) FROM app.orders WHERE true ${where("tenant_id")};`,
  },
  {
    name: "join of two",
    sql: (_tenant, where) =>
      `SELECT count(*), sum(i.quantity * o.total) FROM app.orders o JOIN app.items i ON i.tenant_id = o.tenant_id AND i.order_id = o.id WHERE true ${where("o.tenant_id")} ${where("i.tenant_id")};`,
  },
  {
    name: `insert of ${BULK}`,
    sql: (tenant) =>
      `BEGIN;\nINSERT INTO app.imports SELECT ${tenant}::uuid, n, now(), n, 'a note' FROM generate_series(1, ${BULK}) AS n;\nROLLBACK;`,
  },
];

/** How pgbench sends it: text anew each time, or prepared with the tenant as a parameter. */
export const MODES = ["simple", "prepared"] as const;

/** See {@link MODES}. */
export type Mode = (typeof MODES)[number];

/** A pgbench script. `explicit` writes the tenant's condition into the query, as an application without row security must. */
export function script(query: Query, mode: Mode, explicit: boolean, rows: number, tenant: number): string {
  const value = mode === "simple" ? `'${tenantOf(tenant)}'` : ":tenant";
  const where = (column: string) => (explicit ? `AND ${column} = ${value}` : "");
  return `${query.before?.(rows, tenant) ?? ""}\n${query.sql(value, where)}\n`;
}
