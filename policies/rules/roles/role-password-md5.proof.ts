import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./role-password-md5";

/** Both are of a password that nobody uses: their form is all that matters. */
const MD5 = `md5${"0".repeat(32)}`;
const SCRAM =
  "SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

export default defineProof({
  rule,
  bad: { role: [role({ password: "md5" })] },
  fixed: { role: [role({ password: "scram-sha-256" })] },
  notApplicable: { role: [role({ password: "none" })] },
  key: "role-password-md5:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} PASSWORD '${MD5}'`],
    fix: [`ALTER ROLE ${APP} PASSWORD '${SCRAM}'`],
    key: `role ${APP}`,
  },
  declaration: {
    kind: "none",
    because:
      "of a declared password only the form is a fact of its own, which password-plaintext-input judges",
  },
});
