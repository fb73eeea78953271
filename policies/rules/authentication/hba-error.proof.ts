import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-error";

export default defineProof({
  rule,
  bad: { hba: [hba({ error: "hostssl record cannot match because SSL is disabled" })] },
  fixed: { hba: [hba()] },
  notApplicable: { hba: [] },
  key: "hba-error:hba rule hostssl shop app 10.0.0.0/24 scram-sha-256",
  live: {
    kind: "hba",
    bad: "hostssl palisade_proof",
    fixed: "hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    key: "hba rule with an error: end-of-line before role specification",
  },
});
