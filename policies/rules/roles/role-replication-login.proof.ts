import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-replication-login";

export default defineProof({
  rule,
  bad: { role: [role({ replication: true })] },
  fixed: { role: [role()] },
  notApplicable: { role: [role({ replication: true, login: false })] },
  key: "role-replication-login:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} REPLICATION`],
    fix: [`ALTER ROLE ${APP} NOREPLICATION`],
    key: `role ${APP}`,
  },
  declaration: { kind: "resources", bad: [roleResource({ replication: true })], fixed: [roleResource()] },
});
