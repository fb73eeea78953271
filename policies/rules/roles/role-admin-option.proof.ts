import { membership, role } from "../../testing/factories";
import { APP, OTHER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { memberResource, roleResource } from "../../testing/twin";
import rule from "./role-admin-option";

export default defineProof({
  rule,
  bad: { role: [role()], membership: [membership({ admin: true })] },
  fixed: { role: [role()], membership: [membership()] },
  notApplicable: { role: [role({ login: false })], membership: [membership({ admin: true })] },
  key: "role-admin-option:role app via app_rw",
  live: {
    kind: "sql",
    setup: [...ROLES, `CREATE ROLE ${OTHER}`],
    bad: [`GRANT ${OTHER} TO ${APP} WITH ADMIN OPTION`],
    fix: [`REVOKE ADMIN OPTION FOR ${OTHER} FROM ${APP}`],
    key: `role ${APP} via ${OTHER}`,
  },
  declaration: {
    kind: "resources",
    bad: [
      roleResource({ name: "app_rw", login: false }),
      roleResource(),
      memberResource({ grantRole: "app_rw", withAdminOption: true }),
    ],
    fixed: [
      roleResource({ name: "app_rw", login: false }),
      roleResource(),
      memberResource({ grantRole: "app_rw" }),
    ],
  },
});
