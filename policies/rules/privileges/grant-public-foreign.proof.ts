import { privilegeSet } from "../../../postgres/model/privileges";
import { declared } from "../../testing/declared";
import { DATABASE, grant, PUBLIC } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { TWIN_ROLES } from "../../testing/twin";
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
  declaration: {
    kind: "resources",
    server: [
      ...TWIN_ROLES,
      "CREATE FOREIGN DATA WRAPPER wrapper",
      "CREATE SERVER old FOREIGN DATA WRAPPER wrapper",
    ],
    bad: [
      declared("postgresql:index/grant:Grant", "grant", {
        database: DATABASE,
        objectType: "foreign_server",
        objects: ["old"],
        role: "public",
        privileges: ["USAGE"],
      }),
    ],
    fixed: [
      declared("postgresql:index/grant:Grant", "grant", {
        database: DATABASE,
        objectType: "foreign_server",
        objects: ["old"],
        role: "app",
        privileges: ["USAGE"],
      }),
    ],
  },
});
