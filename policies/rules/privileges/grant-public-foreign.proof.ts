import { privilegeSet } from "../../../postgres/model/privileges";
import { grant, PUBLIC } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./grant-public-foreign";

const SERVER = { kind: "foreign server", database: "shop", name: "old" };
const USAGE = privilegeSet(["USAGE"]);

export default defineProof({
  rule,
  bad: { grant: [grant({ object: SERVER, privileges: USAGE, grantee: PUBLIC })] },
  fixed: { grant: [grant({ object: SERVER, privileges: USAGE, grantee: "app" })] },
  notApplicable: { grant: [grant({ grantee: PUBLIC })] },
  key: "grant-public-foreign:shop:foreign server old to PUBLIC",
  live: {
    kind: "sql",
    setup: [
      "CREATE FOREIGN DATA WRAPPER palisade_proof",
      "CREATE SERVER palisade_proof FOREIGN DATA WRAPPER palisade_proof",
    ],
    bad: ["GRANT USAGE ON FOREIGN SERVER palisade_proof TO PUBLIC"],
    fix: ["REVOKE USAGE ON FOREIGN SERVER palisade_proof FROM PUBLIC"],
    key: "$db:foreign server palisade_proof to PUBLIC",
  },
});
