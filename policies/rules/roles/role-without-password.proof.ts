import { VERIFIER } from "../../testing/declared";
import { hba, role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./role-without-password";

export default defineProof({
  rule,
  bad: { role: [role({ password: "none" })], hba: [hba()] },
  fixed: { role: [role({ password: "none" })], hba: [hba({ method: "cert" })] },
  notApplicable: { role: [role({ password: "none", login: false })], hba: [hba()] },
  key: "role-without-password:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} PASSWORD NULL`],
    fix: [`ALTER ROLE ${APP} PASSWORD '${VERIFIER}'`],
    key: `role ${APP}`,
  },
});
