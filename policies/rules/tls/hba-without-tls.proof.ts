import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-without-tls";

export default defineProof({
  rule,
  bad: { hba: [hba({ type: "host" })] },
  fixed: { hba: [hba()] },
  notApplicable: { hba: [hba({ type: "host", address: "127.0.0.1", netmask: "255.255.255.255" })] },
  key: "hba-without-tls:hba rule host shop app 10.0.0.0/24 scram-sha-256",
  live: {
    kind: "hba",
    bad: "host palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    fixed: "hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    key: "hba rule host palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
  },
});
