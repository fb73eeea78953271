import { DATABASE } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./trigger-switched-off";

const off = {
  database: DATABASE,
  table: { schema: "app", name: "orders" },
  names: ["trail"],
  foreignKeys: false,
};

export default defineProof({
  rule,
  bad: { switchedOffTriggers: [off] },
  fixed: { switchedOffTriggers: [{ ...off, names: [] }] },
  notApplicable: {},
  key: "trigger-switched-off:shop:table app.orders",
  live: {
    kind: "sql",
    setup: [
      ...SHOP,
      "CREATE FUNCTION app.trail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "CREATE TRIGGER trail BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.trail()",
    ],
    bad: ["ALTER TABLE app.orders DISABLE TRIGGER trail"],
    fix: ["ALTER TABLE app.orders ENABLE TRIGGER trail"],
    key: "$db:table app.orders",
  },
});
