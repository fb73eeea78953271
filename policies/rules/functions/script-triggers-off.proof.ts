import type { ScriptStepFact } from "../../facts/scripts";
import { defineProof } from "../../testing/proof";
import rule from "./script-triggers-off";

const fact = (step: ScriptStepFact["step"]) => ({
  scriptStep: [{ script: "1.sql", extension: false, step }],
});

export default defineProof({
  rule,
  world: "migrations",
  bad: fact({ kind: "triggers", mode: "replica" }),
  fixed: fact({ kind: "triggers", mode: "origin" }),
  notApplicable: fact({ kind: "implicit", name: "CASE" }),
  key: "script-triggers-off:script 1.sql via session_replication_role = replica",
  live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
  example: {
    language: "sql",
    bad: ["SET session_replication_role = replica;", "DELETE FROM app.orders;"],
    fixed: ["DELETE FROM app.orders;"],
  },
});
