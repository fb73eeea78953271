import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-password-forwarded";

export default defineProof({
  rule,
  bad: { hba: [hba({ method: "ldap" })] },
  fixed: { hba: [hba()] },
  notApplicable: { hba: [hba({ method: "reject" })] },
  key: "hba-password-forwarded:hba rule hostssl shop app 10.0.0.0/24 ldap",
  live: {
    kind: "hba",
    bad: "hostssl palisade_proof palisade_proof 203.0.113.0/24 radius radiusservers=203.0.113.9 radiussecrets=none",
    fixed: "hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    key: "hba rule hostssl palisade_proof palisade_proof 203.0.113.0/24 radius",
  },
});
