import { DATABASE, PUBLIC } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./user-mapping-public";

export default defineProof({
  rule,
  bad: { userMapping: [{ database: DATABASE, server: "archive", user: PUBLIC }] },
  fixed: { userMapping: [{ database: DATABASE, server: "archive", user: "app" }] },
  notApplicable: { userMapping: [] },
  key: "user-mapping-public:shop:user mapping archive to PUBLIC",
  live: {
    kind: "sql",
    setup: [
      ...ROLES,
      "CREATE FOREIGN DATA WRAPPER palisade_proof",
      "CREATE SERVER palisade_proof FOREIGN DATA WRAPPER palisade_proof",
      `CREATE USER MAPPING FOR ${APP} SERVER palisade_proof`,
    ],
    bad: ["CREATE USER MAPPING FOR PUBLIC SERVER palisade_proof"],
    fix: ["DROP USER MAPPING FOR PUBLIC SERVER palisade_proof"],
    key: "$db:user mapping palisade_proof to PUBLIC",
  },
});
