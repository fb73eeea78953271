import { definer, grant, relation, role, table, view } from "../../testing/factories";
import { APP, OWNER, PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./view-calls-definer";

const around = {
  table: [table()],
  role: [role(), role({ name: "owner", login: false })],
  grant: [grant({ object: relation("open_orders", "view") })],
};
const calling = view({ calls: ["shop:function app.total(uuid)"] });
const code = (...reads: string[][]) => ({ texts: [], reaches: [], reads });

export default defineProof({
  rule,
  bad: { ...around, view: [calling], function: [definer({ code: code(["app", "orders"]) })] },
  fixed: { ...around, view: [calling], function: [definer({ code: code() })] },
  notApplicable: { ...around, view: [view()] },
  key: "view-calls-definer:shop:view app.open_orders via app.total",
  live: {
    kind: "sql",
    setup: [
      ...SHOP,
      ...PROTECTED,
      "CREATE FUNCTION app.all_orders() RETURNS SETOF app.orders LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS 'BEGIN RETURN QUERY SELECT * FROM orders; END'",
      `ALTER FUNCTION app.all_orders() OWNER TO ${OWNER}`,
      "CREATE VIEW app.open_orders AS SELECT id FROM app.all_orders()",
      `ALTER VIEW app.open_orders OWNER TO ${OWNER}`,
    ],
    bad: [`GRANT SELECT ON app.open_orders TO ${APP}`],
    fix: ["ALTER FUNCTION app.all_orders() SECURITY INVOKER"],
    key: "$db:view app.open_orders via app.all_orders",
  },
});
