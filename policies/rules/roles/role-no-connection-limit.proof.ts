import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-no-connection-limit";

export default defineProof({
  rule,
  bad: { role: [role({ connectionLimit: -1 })] },
  fixed: { role: [role()] },
  notApplicable: { role: [role({ connectionLimit: -1, login: false })] },
  key: "role-no-connection-limit:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} CONNECTION LIMIT -1`],
    fix: [`ALTER ROLE ${APP} CONNECTION LIMIT 20`],
    key: `role ${APP}`,
  },
  declaration: { kind: "resources", bad: [roleResource({ connectionLimit: -1 })], fixed: [roleResource()] },
});
