import { hba, role } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-superuser-remote";

export default defineProof({
  rule,
  bad: { hba: [hba({ users: ["all"] })], role: [role({ name: "postgres", superuser: true })] },
  fixed: { hba: [hba({ users: ["all"] })], role: [role({ name: "postgres", superuser: false })] },
  notApplicable: { hba: [hba({ type: "local", users: ["all"], address: null, netmask: null })] },
  key: "hba-superuser-remote:hba rule hostssl shop all 10.0.0.0/24 scram-sha-256",
  live: {
    kind: "hba",
    // Behind the last line, which rejects everybody, it would let nobody in.
    first: true,
    bad: "hostssl palisade_proof all 203.0.113.0/24 scram-sha-256",
    fixed: "hostssl palisade_proof palisade_proof 203.0.113.0/24 scram-sha-256",
    key: "hba rule hostssl palisade_proof all 203.0.113.0/24 scram-sha-256",
  },
});
