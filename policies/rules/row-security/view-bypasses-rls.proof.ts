import { grant, relation, role, table, view } from "../../testing/factories";
import { APP, OWNER, PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./view-bypasses-rls";

const around = {
  table: [table()],
  role: [role(), role({ name: "owner", login: false })],
  grant: [grant({ object: relation("open_orders", "view") })],
};

export default defineProof({
  rule,
  bad: { ...around, view: [view({ securityInvoker: false })] },
  fixed: { ...around, view: [view()] },
  notApplicable: { ...around, view: [view({ securityInvoker: false, reads: [] })] },
  key: "view-bypasses-rls:shop:view app.open_orders",
  live: {
    kind: "sql",
    setup: [
      ...SHOP,
      ...PROTECTED,
      "CREATE VIEW app.all_orders AS SELECT * FROM app.orders",
      `ALTER VIEW app.all_orders OWNER TO ${OWNER}`,
      // The table is read through another view.
      "CREATE VIEW app.open_orders AS SELECT * FROM app.all_orders",
      `ALTER VIEW app.open_orders OWNER TO ${OWNER}`,
    ],
    bad: [`GRANT SELECT ON app.open_orders TO ${APP}`],
    // What every major can do; security_invoker came with 15.
    fix: [`REVOKE SELECT ON app.open_orders FROM ${APP}`],
    key: "$db:view app.open_orders",
  },
});
