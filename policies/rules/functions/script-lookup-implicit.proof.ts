import { defineScriptProof } from "../../testing/script-proof";
import rule from "./script-lookup-implicit";

const step = { kind: "implicit", name: "CASE" } as const;

export default defineScriptProof(rule, {
  bad: { step },
  fixed: { step, path: ["pg_catalog", "pg_temp"] },
  via: "CASE",
  example: {
    bad: ["SELECT CASE state WHEN 'open' THEN 1 END FROM shop.orders;"],
    fixed: [
      "SET search_path = pg_catalog, pg_temp;",
      "SELECT CASE state WHEN 'open' THEN 1 END FROM shop.orders;",
    ],
  },
});
