import { relation, table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./foreign-key-leaks-tenants";

const key = {
  name: "items_order_fkey",
  target: "shop:table app.orders",
  targetColumns: ["id", "tenant_id"],
};

export default defineProof({
  rule,
  bad: {
    table: [table(), table({ object: relation("items"), foreignKeys: [{ ...key, columns: ["order_id"] }] })],
  },
  fixed: {
    table: [
      table(),
      table({ object: relation("items"), foreignKeys: [{ ...key, columns: ["order_id", "tenant_id"] }] }),
    ],
  },
  notApplicable: { table: [table()] },
  key: "foreign-key-leaks-tenants:shop:constraint items_order_fkey on app.items",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED, "ALTER TABLE app.orders ADD UNIQUE (id)"],
    bad: [
      "CREATE TABLE app.items (tenant_id uuid NOT NULL, order_id bigint CONSTRAINT items_order_fkey REFERENCES app.orders (id))",
    ],
    fix: [
      "ALTER TABLE app.items DROP CONSTRAINT items_order_fkey",
      "ALTER TABLE app.items ADD FOREIGN KEY (tenant_id, order_id) REFERENCES app.orders",
    ],
    key: "$db:constraint items_order_fkey on app.items",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say which keys it has",
  },
});
