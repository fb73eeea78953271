import { hba, role } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./client-certificate-missing";

export default defineProof({
  rule,
  options: { roles: ["palisade_proof"] },
  bad: { hba: [hba({ users: ["all"] })], role: [role()] },
  fixed: { hba: [hba({ users: ["all"], options: ["clientcert=verify-full"] })], role: [role()] },
  notApplicable: { hba: [hba({ users: ["app"] })], role: [role()] },
  key: "client-certificate-missing:hba rule hostssl shop all 10.0.0.0/24 scram-sha-256",
  live: {
    kind: "hba",
    bad: "hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    fixed: "hostssl palisade_proof palisade_proof 203.0.113.0/24 cert",
    key: "hba rule hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
  },
});
