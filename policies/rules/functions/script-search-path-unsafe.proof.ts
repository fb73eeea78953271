import { defineProof } from "../../testing/proof";
import rule from "./script-search-path-unsafe";

const step = {
  script: "shop--1.0.sql",
  extension: true,
  step: { kind: "search path", to: ["public", "pg_temp"] },
} as const;

/** What migrations may hold beside. */
const others = { schema: [], grant: [] };

export default defineProof({
  rule,
  world: "migrations",
  bad: { ...others, scriptStep: [step] },
  fixed: {
    ...others,
    scriptStep: [{ ...step, step: { kind: "search path", to: ["pg_catalog", "pg_temp"] } }],
  },
  notApplicable: { ...others, scriptStep: [{ ...step, script: "1.sql", extension: false }] },
  key: "script-search-path-unsafe:script shop--1.0.sql via public, pg_temp",
  live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
});
