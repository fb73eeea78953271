import type { Major } from "../servers";

/** A column that tells tenants apart, and its type. */
export type KeyColumn = readonly [column: string, type: string];

/**
 * What a migration makes in a schema, as people write it who know that tenants share it: keys that begin with the
 * tenant's columns, foreign keys that take them along. Without key columns it is a schema that knows no tenants.
 */
export function sampleSchema(schema: string, keys: readonly KeyColumn[], major: Major): string[] {
  const columns = keys.map(([column, type]) => `${column} ${type} NOT NULL, `).join("");
  const key = keys.map(([column]) => `${column}, `).join("");
  return [
    `CREATE SEQUENCE ${schema}.numbers`,
    `CREATE TABLE ${schema}.countries (code text PRIMARY KEY, name text NOT NULL)`,
    `CREATE TABLE ${schema}.customers (${columns}id bigint NOT NULL DEFAULT nextval('${schema}.numbers'), name text NOT NULL,
       country text NOT NULL REFERENCES ${schema}.countries, PRIMARY KEY (${key}id), UNIQUE (${key}name))`,
    `CREATE TABLE ${schema}.orders (${columns}id bigint GENERATED ALWAYS AS IDENTITY, customer_id bigint NOT NULL,
       state text NOT NULL DEFAULT 'new', note text, PRIMARY KEY (${key}id),
       FOREIGN KEY (${key}customer_id) REFERENCES ${schema}.customers (${key}id))`,
    `CREATE TABLE ${schema}.events (${columns}id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (${key}id, at)) PARTITION BY RANGE (at)`,
    `CREATE TABLE ${schema}.events_2026 PARTITION OF ${schema}.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
    `CREATE FUNCTION ${schema}.orders_of(customer bigint) RETURNS bigint LANGUAGE sql STABLE
       AS 'SELECT count(*) FROM ${schema}.orders WHERE customer_id = customer'`,
    // Before 15 every view shows its owner's rows.
    ...(major >= 15
      ? [
          `CREATE VIEW ${schema}.open_orders WITH (security_invoker = true) AS SELECT * FROM ${schema}.orders WHERE state = 'new'`,
        ]
      : []),
  ];
}
