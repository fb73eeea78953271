import { definer, role } from "../../testing/factories";
import { OWNER, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./definer-owned-by-superuser";

export default defineProof({
  rule,
  bad: { function: [definer()], role: [role({ name: "owner", superuser: true })] },
  fixed: { function: [definer()], role: [role({ name: "owner", superuser: false })] },
  notApplicable: { function: [definer({ securityDefiner: false })] },
  key: "definer-owned-by-superuser:shop:function app.total(uuid)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [
      "CREATE FUNCTION app.total(uuid) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1::bigint'",
    ],
    fix: [`ALTER FUNCTION app.total(uuid) OWNER TO ${OWNER}`],
    key: "$db:function app.total(uuid)",
  },
  declaration: {
    kind: "none",
    because:
      "a function belongs to the role that the provider connects as, and a declaration does not say what that role is",
  },
});
