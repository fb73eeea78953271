import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-createdb-login";

export default defineProof({
  rule,
  bad: { role: [role({ createDatabase: true })] },
  fixed: { role: [role()] },
  notApplicable: { role: [role({ createDatabase: true, login: false })] },
  key: "role-createdb-login:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} CREATEDB`],
    fix: [`ALTER ROLE ${APP} NOCREATEDB`],
    key: `role ${APP}`,
  },
  declaration: { kind: "resources", bad: [roleResource({ createDatabase: true })], fixed: [roleResource()] },
});
