import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-createrole-login";

export default defineProof({
  rule,
  bad: { role: [role({ createRole: true })] },
  fixed: { role: [role()] },
  notApplicable: { role: [role({ createRole: true, login: false })] },
  key: "role-createrole-login:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} CREATEROLE`],
    fix: [`ALTER ROLE ${APP} NOCREATEROLE`],
    key: `role ${APP}`,
  },
  declaration: { kind: "resources", bad: [roleResource({ createRole: true })], fixed: [roleResource()] },
});
