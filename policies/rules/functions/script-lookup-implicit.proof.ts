import { defineProof } from "../../testing/proof";
import rule from "./script-lookup-implicit";

const step = { script: "shop--1.0.sql", extension: true, step: { kind: "implicit", name: "CASE" } } as const;

export default defineProof({
  rule,
  world: "migrations",
  bad: { scriptStep: [step] },
  fixed: { scriptStep: [{ ...step, path: ["pg_catalog", "pg_temp"] }] },
  notApplicable: { scriptStep: [{ ...step, script: "1.sql", extension: false }] },
  key: "script-lookup-implicit:script shop--1.0.sql via CASE",
  live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
});
