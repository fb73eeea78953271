import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-any-address";

export default defineProof({
  rule,
  bad: { hba: [hba({ netmask: "0.0.0.0" })] },
  fixed: { hba: [hba()] },
  notApplicable: { hba: [hba({ type: "local", address: null, netmask: null })] },
  key: "hba-any-address:hba rule hostssl shop app 10.0.0.0/0 scram-sha-256",
  live: {
    kind: "hba",
    bad: "hostssl palisade_proof palisade_proof ::/0 scram-sha-256",
    fixed: "hostssl palisade_proof palisade_proof 2001:db8::/32 scram-sha-256",
    key: "hba rule hostssl palisade_proof palisade_proof ::/0 scram-sha-256",
  },
});
