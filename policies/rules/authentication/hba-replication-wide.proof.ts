import { hba } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./hba-replication-wide";

export default defineProof({
  rule,
  bad: { hba: [hba({ databases: ["replication"], users: ["all"] })] },
  fixed: { hba: [hba({ databases: ["replication"], users: ["standby"] })] },
  notApplicable: { hba: [hba()] },
  key: "hba-replication-wide:hba rule hostssl replication all 10.0.0.0/24 scram-sha-256",
  live: {
    kind: "hba",
    bad: "hostssl replication all 203.0.113.0/24 scram-sha-256",
    fixed: "hostssl replication palisade_proof 203.0.113.0/24 scram-sha-256",
    key: "hba rule hostssl replication all 203.0.113.0/24 scram-sha-256",
  },
});
