import { DATABASE, definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { functionResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./function-to-review";

const code = { texts: [], reads: [] };
const HEAD =
  "CREATE OR REPLACE PROCEDURE app.export() LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp";

const object = { kind: "function", database: DATABASE, schema: "app", name: "total", args: "ordering text" };

export default defineProof({
  rule,
  bad: { function: [definer({ object, code: { ...code, reaches: ["COPY … PROGRAM"] } })] },
  fixed: { function: [definer({ object, code: { ...code, reaches: [] } })] },
  notApplicable: { function: [definer({ object })] },
  key: "function-to-review:shop:function app.total(ordering text)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`${HEAD} AS $$BEGIN COPY app.orders TO PROGRAM 'gzip > /tmp/orders.gz'; END$$`],
    fix: [`${HEAD} AS $$BEGIN COPY app.orders TO STDOUT; END$$`],
    key: "$db:procedure app.export()",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [functionResource({ securityDefiner: true, body: "BEGIN COPY app.orders TO PROGRAM 'cat'; END" })],
    fixed: [functionResource({ securityDefiner: true, body: "BEGIN PERFORM 1; END" })],
  },
});
