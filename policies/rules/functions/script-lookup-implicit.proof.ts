import { defineProof } from "../../testing/proof";
import rule from "./script-lookup-implicit";

const step = { script: "shop--1.0.sql", extension: true, step: { kind: "implicit", name: "CASE" } } as const;

/** What migrations may hold beside. */
const others = { schema: [], grant: [] };

export default defineProof({
  rule,
  world: "migrations",
  bad: { ...others, scriptStep: [step] },
  fixed: { ...others, scriptStep: [{ ...step, path: ["pg_catalog", "pg_temp"] }] },
  notApplicable: { ...others, scriptStep: [{ ...step, script: "1.sql", extension: false }] },
  key: "script-lookup-implicit:script shop--1.0.sql via CASE",
  live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
});
