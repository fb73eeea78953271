import { table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./rls-tenant-index-missing";

export default defineProof({
  rule,
  bad: { table: [table({ leadingIndexColumns: ["id"] })] },
  fixed: { table: [table({ leadingIndexColumns: ["tenant_id"] })] },
  notApplicable: { table: [table({ columns: [], leadingIndexColumns: ["id"] })] },
  key: "rls-tenant-index-missing:shop:table app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["ALTER TABLE app.orders DROP CONSTRAINT orders_pkey"],
    fix: ["CREATE INDEX ON app.orders (tenant_id)"],
    key: "$db:table app.orders",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say which indexes it has",
  },
});
