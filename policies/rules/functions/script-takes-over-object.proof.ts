import { defineScriptProof } from "../../testing/script-proof";
import rule from "./script-takes-over-object";

const step = { kind: "takes over", statement: "CREATE OR REPLACE VIEW" } as const;
const view = (schema: string) => ({ kind: "view", schema, name: "v" });

export default defineScriptProof(rule, {
  bad: { step: { ...step, object: view("public") } },
  fixed: { step: { ...step, object: view("pg_catalog") } },
  via: "view public.v",
  example: {
    bad: ["CREATE OR REPLACE VIEW public.open_orders AS SELECT id FROM shop.orders;"],
    fixed: ["CREATE VIEW public.open_orders AS SELECT id FROM shop.orders;"],
  },
});
