import { table } from "../../testing/factories";
import { PROTECTED, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./trigger-runs-as-owner";

export default defineProof({
  rule,
  bad: {
    table: [
      table({
        definerTriggers: [{ name: "copy", function: { schema: "app", name: "copy", owner: "owner" } }],
      }),
    ],
  },
  fixed: { table: [table({ definerTriggers: [] })] },
  notApplicable: { table: [table()] },
  key: "trigger-runs-as-owner:shop:trigger copy on app.orders",
  live: {
    kind: "sql",
    setup: [...SHOP, ...PROTECTED],
    bad: [
      "CREATE FUNCTION app.copy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'",
      "CREATE TRIGGER copy BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.copy()",
    ],
    fix: ["ALTER FUNCTION app.copy() SECURITY INVOKER"],
    key: "$db:trigger copy on app.orders",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say which triggers it has",
  },
});
