import { defaultPrivilege, PUBLIC, privileges } from "../../testing/factories";
import { OWNER, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./default-privilege-public-execute";

const open = defaultPrivilege({
  kind: "functions",
  schema: null,
  grantee: PUBLIC,
  privileges: privileges("EXECUTE"),
  builtIn: true,
});

export default defineProof({
  rule,
  bad: { defaultPrivilege: [open] },
  fixed: { defaultPrivilege: [{ ...open, grantee: "owner" }] },
  notApplicable: { defaultPrivilege: [{ ...open, kind: "types" }] },
  key: "default-privilege-public-execute:shop:default privileges of owner for functions to PUBLIC",
  live: {
    kind: "sql",
    setup: SHOP,
    // So it is from the start.
    bad: [],
    fix: [`ALTER DEFAULT PRIVILEGES FOR ROLE ${OWNER} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`],
    key: `$db:default privileges of ${OWNER} for functions to PUBLIC`,
  },
  declaration: {
    kind: "none",
    because:
      "PostgreSQL lets PUBLIC execute new functions unless somebody took that away, and a program does not say that nobody has",
  },
});
