import { declared } from "../../testing/declared";
import { DATABASE, definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { TWIN_SHOP } from "../../testing/twin";
import rule from "./definer-without-search-path";

export default defineProof({
  rule,
  bad: { function: [definer({ settings: [] })] },
  fixed: { function: [definer({ settings: ["search_path=pg_catalog, pg_temp"] })] },
  notApplicable: { function: [definer({ securityDefiner: false, settings: [] })] },
  key: "definer-without-search-path:shop:function app.total(uuid)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [
      "CREATE FUNCTION app.total(uuid) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM app.orders WHERE tenant_id = $1'",
    ],
    fix: ["ALTER FUNCTION app.total(uuid) SET search_path = pg_catalog, pg_temp"],
    key: "$db:function app.total(uuid)",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [
      declared("postgresql:index/function:Function", "total", {
        database: DATABASE,
        schema: "app",
        name: "total",
        args: [{ type: "uuid" }],
        returns: "bigint",
        language: "sql",
        body: "SELECT 1::bigint",
        securityDefiner: true,
      }),
    ],
    fixed: [
      declared("postgresql:index/function:Function", "total", {
        database: DATABASE,
        schema: "app",
        name: "total",
        args: [{ type: "uuid" }],
        returns: "bigint",
        language: "sql",
        body: "SELECT 1::bigint",
        securityDefiner: false,
      }),
    ],
  },
});
