import { defineProof } from "../../testing/proof";
import rule from "./script-takes-over-object";

const step = {
  script: "shop--1.0.sql",
  extension: true,
  step: {
    kind: "takes over",
    statement: "CREATE OR REPLACE VIEW",
    object: { kind: "view", schema: "public", name: "v" },
  },
} as const;

/** What migrations may hold beside. */
const others = { schema: [], grant: [] };

export default defineProof({
  rule,
  world: "migrations",
  bad: { ...others, scriptStep: [step] },
  fixed: {
    ...others,
    scriptStep: [
      { ...step, step: { ...step.step, object: { kind: "view", schema: "pg_catalog", name: "v" } } },
    ],
  },
  notApplicable: { ...others, scriptStep: [{ ...step, script: "1.sql", extension: false }] },
  key: "script-takes-over-object:script shop--1.0.sql via view public.v",
  live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
});
