import { table } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./column-blocks-upgrade";

export default defineProof({
  rule,
  bad: { table: [table({ columns: [{ name: "handler", notNull: true, type: "regproc" }] })] },
  fixed: { table: [table({ columns: [{ name: "handler", notNull: true, type: "text" }] })] },
  notApplicable: { table: [table({ partition: true })] },
  key: "column-blocks-upgrade:shop:column app.orders.handler",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: ["ALTER TABLE app.orders ADD COLUMN handlers regprocedure[]"],
    fix: ["ALTER TABLE app.orders ALTER COLUMN handlers TYPE text[]"],
    key: "$db:column app.orders.handlers",
  },
  declaration: { kind: "none", because: "a program declares no columns" },
});
