import { table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./publication-carries-tenants";

export default defineProof({
  rule,
  bad: { table: [table({ publications: [{ name: "everything", whole: true }] })] },
  fixed: { table: [table({ publications: [] })] },
  notApplicable: { table: [table()] },
  key: "publication-carries-tenants:shop:table app.orders via everything",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: ["CREATE PUBLICATION palisade_proof FOR TABLE app.orders"],
    fix: ["ALTER PUBLICATION palisade_proof DROP TABLE app.orders"],
    key: "$db:table app.orders via palisade_proof",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say which publications carry it",
  },
});
