import { DATABASE, membership, role } from "../../testing/factories";
import { APP, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./table-runs-strangers-code";

const code = {
  database: DATABASE,
  table: { schema: "app", name: "orders", owner: "owner" },
  caller: { kind: "trigger", name: "stamp" },
  function: { schema: "app", name: "stamp", args: "", owner: "app" },
} as const;

export default defineProof({
  rule,
  bad: { borrowedCode: [code], role: [role(), role({ name: "owner", login: false })] },
  fixed: {
    borrowedCode: [code],
    role: [role(), role({ name: "owner", login: false })],
    membership: [membership({ role: "owner" })],
  },
  notApplicable: { borrowedCode: [] },
  key: "table-runs-strangers-code:shop:trigger stamp on app.orders via app.stamp()",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [
      "CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      `ALTER FUNCTION app.stamp() OWNER TO ${APP}`,
      "CREATE TRIGGER stamp BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.stamp()",
    ],
    fix: ["ALTER FUNCTION app.stamp() OWNER TO CURRENT_USER"],
    key: "$db:trigger stamp on app.orders via app.stamp()",
  },
});
