import { DATABASE, definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { functionResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./function-unquoted-text";

const code = { reaches: ["EXECUTE"], reads: [] };
const asCaller = { securityDefiner: false };
const HEAD = "CREATE OR REPLACE FUNCTION app.keep() RETURNS trigger LANGUAGE plpgsql AS";

const object = { kind: "function", database: DATABASE, schema: "app", name: "total", args: "ordering text" };

export default defineProof({
  rule,
  bad: {
    function: [definer({ object, ...asCaller, code: { ...code, texts: [{ line: 2, unquoted: ["new"] }] } })],
  },
  fixed: {
    function: [definer({ object, ...asCaller, code: { ...code, texts: [{ line: 2, unquoted: [] }] } })],
  },
  notApplicable: { function: [definer({ object, ...asCaller })] },
  key: "function-unquoted-text:shop:function app.total(ordering text)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [
      `${HEAD} $$
BEGIN
  EXECUTE 'UPDATE app.orders SET id = ' || quote_literal(NEW.id) || ' WHERE tenant_id = ''' || NEW.tenant_id || '''';
  RETURN NEW;
END $$`,
    ],
    fix: [
      `${HEAD} $$
BEGIN
  EXECUTE 'UPDATE app.orders SET id = $1 WHERE tenant_id = $2' USING NEW.id, NEW.tenant_id;
  RETURN NEW;
END $$`,
    ],
    key: "$db:function app.keep()",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [functionResource({ securityDefiner: false, body: "BEGIN EXECUTE ordering; END" })],
    fixed: [
      functionResource({ securityDefiner: false, body: "BEGIN EXECUTE format('SELECT %L', ordering); END" }),
    ],
  },
});
