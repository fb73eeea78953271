import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-wide-network";

export default defineProof({
  rule,
  bad: { hba: [hba({ netmask: "255.0.0.0" })] },
  fixed: { hba: [hba({ netmask: "255.255.0.0" })] },
  notApplicable: { hba: [hba({ address: "samenet", netmask: null })] },
  key: "hba-wide-network:hba rule hostssl shop app 10.0.0.0/8 scram-sha-256",
  live: {
    kind: "hba",
    bad: "hostssl palisade_proof palisade_proof 10.0.0.0/8 scram-sha-256",
    fixed: "hostssl palisade_proof palisade_proof 10.0.0.0/16 scram-sha-256",
    key: "hba rule hostssl palisade_proof palisade_proof 10.0.0.0/8 scram-sha-256",
  },
});
