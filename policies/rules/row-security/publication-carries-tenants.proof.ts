import { table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { publicationResource, rowSecurityResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./publication-carries-tenants";

const rows = rowSecurityResource({}, "enabled, forced");

export default defineProof({
  rule,
  bad: { table: [table({ publications: [{ name: "everything", whole: false }] })] },
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
    kind: "resources",
    server: [...TWIN_SHOP, "GRANT SELECT ON app.orders TO app"],
    bad: [rows, publicationResource({ tables: ["app.orders"] })],
    fixed: [rows, publicationResource({ tables: [] })],
  },
});
