import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-superuser-login";

export default defineProof({
  rule,
  bad: { role: [role({ superuser: true })] },
  fixed: { role: [role()] },
  notApplicable: { role: [role({ superuser: true, login: false })] },
  key: "role-superuser-login:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} SUPERUSER`],
    fix: [`ALTER ROLE ${APP} NOSUPERUSER`],
    key: `role ${APP}`,
  },
  declaration: { kind: "resources", bad: [roleResource({ superuser: true })], fixed: [roleResource()] },
});
