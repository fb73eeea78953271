import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-bypassrls-login";

export default defineProof({
  rule,
  bad: { role: [role({ bypassRowSecurity: true })] },
  fixed: { role: [role()] },
  notApplicable: { role: [role({ bypassRowSecurity: true, login: false })] },
  key: "role-bypassrls-login:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} BYPASSRLS`],
    fix: [`ALTER ROLE ${APP} NOBYPASSRLS`],
    key: `role ${APP}`,
  },
  declaration: {
    kind: "resources",
    bad: [roleResource({ bypassRowLevelSecurity: true })],
    fixed: [roleResource()],
  },
});
