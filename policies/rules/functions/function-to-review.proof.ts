import { definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./function-to-review";

const code = { texts: [], reads: [] };
const HEAD =
  "CREATE OR REPLACE PROCEDURE app.export() LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp";

export default defineProof({
  rule,
  bad: { function: [definer({ code: { ...code, reaches: ["COPY … PROGRAM"] } })] },
  fixed: { function: [definer({ code: { ...code, reaches: [] } })] },
  notApplicable: { function: [definer()] },
  key: "function-to-review:shop:function app.total(uuid)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`${HEAD} AS $$BEGIN COPY app.orders TO PROGRAM 'gzip > /tmp/orders.gz'; END$$`],
    fix: [`${HEAD} AS $$BEGIN COPY app.orders TO STDOUT; END$$`],
    key: "$db:procedure app.export()",
  },
  declaration: {
    kind: "none",
    because:
      "PostgreSQL's parser is loaded when it is needed, and a preview does not wait for it: `palisade lint` and `palisade audit` look into code",
  },
});
