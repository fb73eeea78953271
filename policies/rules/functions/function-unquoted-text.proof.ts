import { definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./function-unquoted-text";

const code = { reaches: ["EXECUTE"], reads: [] };
const asCaller = { securityDefiner: false };
const HEAD = "CREATE OR REPLACE FUNCTION app.keep() RETURNS trigger LANGUAGE plpgsql AS";

export default defineProof({
  rule,
  bad: { function: [definer({ ...asCaller, code: { ...code, texts: [{ line: 2, unquoted: ["new"] }] } })] },
  fixed: { function: [definer({ ...asCaller, code: { ...code, texts: [{ line: 2, unquoted: [] }] } })] },
  notApplicable: { function: [definer(asCaller)] },
  key: "function-unquoted-text:shop:function app.total(uuid)",
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
    kind: "none",
    because:
      "PostgreSQL's parser is loaded when it is needed, and a preview does not wait for it: `palisade lint` and `palisade audit` look into code",
  },
});
