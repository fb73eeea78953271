import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-all-databases";

export default defineProof({
  rule,
  bad: { hba: [hba({ databases: ["all"] })] },
  fixed: { hba: [hba()] },
  notApplicable: { hba: [hba({ type: "local", databases: ["all"], address: null, netmask: null })] },
  key: "hba-all-databases:hba rule hostssl all app 10.0.0.0/24 scram-sha-256",
  live: {
    kind: "hba",
    bad: "hostssl all palisade_proof 203.0.113.0/24 scram-sha-256",
    fixed: "hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    key: "hba rule hostssl all palisade_proof 203.0.113.0/24 scram-sha-256",
  },
});
