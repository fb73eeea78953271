import { definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./definer-search-path-unsafe";

export default defineProof({
  rule,
  bad: { function: [definer({ settings: ["search_path=app, pg_catalog"] })] },
  fixed: { function: [definer({ settings: ["search_path=pg_catalog, app, pg_temp"] })] },
  notApplicable: { function: [definer({ securityDefiner: false })] },
  key: "definer-search-path-unsafe:shop:function app.total(uuid)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [
      "CREATE PROCEDURE app.close(uuid) LANGUAGE sql SECURITY DEFINER SET search_path = app AS 'DELETE FROM app.orders WHERE tenant_id = $1'",
    ],
    fix: ["ALTER PROCEDURE app.close(uuid) SET search_path = app, pg_temp"],
    key: "$db:procedure app.close(IN uuid)",
  },
  declaration: {
    kind: "none",
    because:
      "a declared function has no SET clause, which definer-without-search-path objects to; what its schemas let others create only the server knows",
  },
});
