import { privilegeSet } from "../../../postgres/model/privileges";
import { grant, PUBLIC } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-public-tablespace";

const TABLESPACE = { kind: "tablespace", name: "pg_default" };
const CREATE = privilegeSet(["CREATE"]);

export default defineProof({
  rule,
  bad: { grant: [grant({ object: TABLESPACE, privileges: CREATE, grantee: PUBLIC })] },
  fixed: { grant: [grant({ object: TABLESPACE, privileges: CREATE, grantee: "app" })] },
  notApplicable: { grant: [grant({ grantee: PUBLIC })] },
  key: "grant-public-tablespace:tablespace pg_default to PUBLIC",
  live: {
    kind: "sql",
    bad: ["GRANT CREATE ON TABLESPACE pg_default TO PUBLIC"],
    fix: ["REVOKE CREATE ON TABLESPACE pg_default FROM PUBLIC"],
    key: "tablespace pg_default to PUBLIC",
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [
      accessResource({
        grants: [
          {
            to: ["app"],
            toPublic: true,
            privileges: ["CREATE"],
            on: [{ kind: "tablespaces", name: "pg_default" }],
          },
        ],
      }),
    ],
    fixed: [
      accessResource({
        grants: [
          {
            to: ["app"],
            privileges: ["CREATE"],
            on: [{ kind: "tablespaces", name: "pg_default" }],
          },
        ],
      }),
    ],
  },
});
