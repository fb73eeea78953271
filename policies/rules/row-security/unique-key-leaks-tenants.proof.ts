import { table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./unique-key-leaks-tenants";

const key = { name: "orders_email_key", primary: false, ofConstraint: true };

export default defineProof({
  rule,
  bad: { table: [table({ uniqueKeys: [{ ...key, columns: ["email"] }] })] },
  fixed: { table: [table({ uniqueKeys: [{ ...key, columns: ["email", "tenant_id"] }] })] },
  notApplicable: { table: [table()] },
  key: "unique-key-leaks-tenants:shop:index app.orders_email_key",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED, "ALTER TABLE app.orders ADD email text"],
    bad: ["ALTER TABLE app.orders ADD UNIQUE (email)"],
    fix: [
      "ALTER TABLE app.orders DROP CONSTRAINT orders_email_key",
      "ALTER TABLE app.orders ADD UNIQUE (tenant_id, email)",
    ],
    key: "$db:index app.orders_email_key",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say which keys it has",
  },
});
