import { table } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./rls-tenant-column-nullable";

export default defineProof({
  rule,
  bad: { table: [table({ columns: [{ name: "tenant_id", notNull: false }] })] },
  fixed: { table: [table({ columns: [{ name: "tenant_id", notNull: true }] })] },
  notApplicable: { table: [table({ columns: [{ name: "id", notNull: false }] })] },
  key: "rls-tenant-column-nullable:shop:table app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, "ALTER TABLE app.orders DROP CONSTRAINT orders_pkey"],
    bad: ["ALTER TABLE app.orders ALTER COLUMN tenant_id DROP NOT NULL"],
    fix: ["ALTER TABLE app.orders ALTER COLUMN tenant_id SET NOT NULL"],
    key: "$db:table app.orders",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say what its columns accept",
  },
});
