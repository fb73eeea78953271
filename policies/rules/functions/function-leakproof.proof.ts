import { definer } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./function-leakproof";

export default defineProof({
  rule,
  bad: { function: [definer({ leakproof: true })] },
  fixed: { function: [definer({ leakproof: false })] },
  notApplicable: { function: [definer()] },
  key: "function-leakproof:shop:function app.total(uuid)",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: ["CREATE FUNCTION app.total(uuid) RETURNS bigint LANGUAGE sql LEAKPROOF AS 'SELECT 1::bigint'"],
    fix: ["ALTER FUNCTION app.total(uuid) NOT LEAKPROOF"],
    key: "$db:function app.total(uuid)",
  },
  declaration: { kind: "none", because: "the resource cannot make a function LEAKPROOF" },
});
