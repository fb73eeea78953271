import type { ScriptStepFact } from "../../facts/scripts";
import { defineProof } from "../../testing/proof";
import rule from "./script-reaches-server";

const step = { kind: "files", way: "COPY … PROGRAM" } as const;
const fact = (one: ScriptStepFact["step"]) => ({
  scriptStep: [{ script: "1.sql", extension: false, step: one }],
});

export default defineProof({
  rule,
  world: "migrations",
  bad: fact({ ...step, of: "server" }),
  fixed: fact({ ...step, of: "client" }),
  notApplicable: fact({ kind: "implicit", name: "CASE" }),
  key: "script-reaches-server:script 1.sql via COPY … PROGRAM",
  live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
  example: {
    language: "sql",
    bad: ["COPY app.prices FROM PROGRAM 'curl https://example.com/prices.csv';"],
    fixed: ["COPY app.prices FROM STDIN;"],
  },
});
