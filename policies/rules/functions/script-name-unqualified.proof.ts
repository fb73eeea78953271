import { defineProof } from "../../testing/proof";
import rule from "./script-name-unqualified";

const step = {
  script: "shop--1.0.sql",
  extension: true,
  step: { kind: "name", of: "function", name: "lower" },
} as const;

/** What migrations may hold beside. */
const others = { schema: [], grant: [] };

export default defineProof({
  rule,
  world: "migrations",
  bad: { ...others, scriptStep: [step] },
  fixed: { ...others, scriptStep: [{ ...step, path: ["pg_catalog", "pg_temp"] }] },
  notApplicable: { ...others, scriptStep: [{ ...step, script: "1.sql", extension: false }] },
  key: "script-name-unqualified:script shop--1.0.sql via lower",
  live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
});
