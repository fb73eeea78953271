import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./data-checksums-off";

export default defineProof({
  rule,
  bad: { setting: [setting("data_checksums", "off")] },
  fixed: { setting: [setting("data_checksums", "on")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "data-checksums-off:setting data_checksums",
  live: {
    kind: "as-is",
    provenBy: "no-checksums",
    because: "checksums are chosen when a cluster is made, and local servers are made with them",
    finds: () => false,
  },
  example: {
    language: "sh",
    bad: [
      "initdb --no-data-checksums --pgdata=/srv/postgresql",
      "# before PostgreSQL 18 the same as without the option",
    ],
    fixed: ["initdb --data-checksums --pgdata=/srv/postgresql"],
  },
});
