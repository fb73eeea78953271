import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-all-users";

export default defineProof({
  rule,
  bad: { hba: [hba({ users: ["all"] })] },
  fixed: { hba: [hba()] },
  notApplicable: { hba: [hba({ type: "local", users: ["all"], address: null, netmask: null })] },
  key: "hba-all-users:hba rule hostssl shop all 10.0.0.0/24 scram-sha-256",
  live: {
    kind: "hba",
    bad: "hostssl palisade_proof all 203.0.113.0/24 scram-sha-256",
    fixed: "hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    key: "hba rule hostssl palisade_proof all 203.0.113.0/24 scram-sha-256",
  },
});
