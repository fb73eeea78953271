import { defineScriptProof } from "../../testing/script-proof";
import rule from "./script-name-unqualified";

const step = { kind: "name", of: "function", name: "lower" } as const;

export default defineScriptProof(rule, {
  bad: { step },
  fixed: { step, path: ["pg_catalog", "pg_temp"] },
  via: "lower",
  example: {
    bad: ["UPDATE shop.people SET email = lower(email);"],
    fixed: ["UPDATE shop.people SET email = pg_catalog.lower(email);"],
  },
});
