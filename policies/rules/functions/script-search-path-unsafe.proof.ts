import { defineScriptProof } from "../../testing/script-proof";
import rule from "./script-search-path-unsafe";

export default defineScriptProof(rule, {
  bad: { step: { kind: "search path", to: ["public", "pg_temp"] } },
  fixed: { step: { kind: "search path", to: ["pg_catalog", "pg_temp"] } },
  via: "public, pg_temp",
  example: {
    bad: ["SET search_path = public, pg_temp;"],
    fixed: ["SET search_path = pg_catalog, pg_temp;"],
  },
});
