import { table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./rls-missing";

export default defineProof({
  rule,
  bad: { table: [table({ rowSecurity: { enabled: false, forced: true, policies: [] } })] },
  fixed: { table: [table({ rowSecurity: { enabled: true, forced: true, policies: [] } })] },
  notApplicable: {
    table: [table({ rowSecurity: { enabled: false, forced: false, policies: [] }, columns: [] })],
  },
  key: "rls-missing:shop:table app.orders",
  live: { kind: "sql", setup: SHOP, bad: [], fix: PROTECTED, key: "$db:table app.orders" },
});
