import { DATABASE, definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { functionResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./definer-unquoted-text";

const code = { reaches: ["EXECUTE"], reads: [] };
const HEAD =
  "CREATE OR REPLACE FUNCTION app.count_of(tenant uuid, ordering text) RETURNS bigint LANGUAGE plpgsql";
const AS_OWNER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp";

const object = { kind: "function", database: DATABASE, schema: "app", name: "total", args: "ordering text" };

export default defineProof({
  rule,
  bad: { function: [definer({ object, code: { ...code, texts: [{ line: 2, unquoted: ["ordering"] }] } })] },
  fixed: { function: [definer({ object, code: { ...code, texts: [{ line: 2, unquoted: [] }] } })] },
  notApplicable: { function: [definer({ object })] },
  key: "definer-unquoted-text:shop:function app.total(ordering text)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [
      `${HEAD} ${AS_OWNER} AS $$
DECLARE
  text_of_query text := 'SELECT count(*) FROM app.orders WHERE tenant_id = $1';
  answer bigint;
BEGIN
  text_of_query := text_of_query || ' GROUP BY ' || ordering;
  EXECUTE text_of_query INTO answer USING tenant;
  RETURN answer;
END $$`,
    ],
    fix: [
      `${HEAD} ${AS_OWNER} AS $$
DECLARE
  answer bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM app.orders WHERE tenant_id = $1 GROUP BY %I', ordering) INTO answer USING tenant;
  RETURN answer;
END $$`,
    ],
    key: "$db:function app.count_of(tenant uuid, ordering text)",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [functionResource({ securityDefiner: true, body: "BEGIN EXECUTE ordering; END" })],
    fixed: [
      functionResource({ securityDefiner: true, body: "BEGIN EXECUTE format('SELECT %L', ordering); END" }),
    ],
  },
});
