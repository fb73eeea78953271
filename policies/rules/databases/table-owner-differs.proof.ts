import { DATABASE, table } from "../../testing/factories";
import { APP, OWNER, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./table-owner-differs";

export default defineProof({
  rule,
  bad: { table: [table({ owner: "mia" })], schema: [{ database: DATABASE, name: "app", owner: "owner" }] },
  fixed: { table: [table()], schema: [{ database: DATABASE, name: "app", owner: "owner" }] },
  notApplicable: {
    table: [table({ owner: "mia" })],
    schema: [{ database: DATABASE, name: "app", owner: "pg_database_owner" }],
  },
  key: "table-owner-differs:shop:table app.orders",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`ALTER TABLE app.orders OWNER TO ${APP}`],
    fix: [`ALTER TABLE app.orders OWNER TO ${OWNER}`],
    key: "$db:table app.orders",
  },
  declaration: {
    kind: "none",
    because: "a program declares no tables: of one that RowSecurity protects it does not say who owns it",
  },
});
