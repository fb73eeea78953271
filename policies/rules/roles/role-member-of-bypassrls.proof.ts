import { membership, role } from "../../testing/factories";
import { APP, OTHER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-member-of-bypassrls";

export default defineProof({
  rule,
  bad: {
    role: [role(), role({ name: "support", login: false, bypassRowSecurity: true })],
    membership: [membership({ role: "support", inherit: false })],
  },
  fixed: {
    role: [role(), role({ name: "support", login: false, bypassRowSecurity: false })],
    membership: [membership({ role: "support", inherit: false })],
  },
  notApplicable: { role: [role({ login: false })], membership: [] },
  key: "role-member-of-bypassrls:role app via support",
  live: {
    kind: "sql",
    setup: [...ROLES, `CREATE ROLE ${OTHER} BYPASSRLS`, `GRANT ${OTHER} TO ${APP}`],
    bad: [],
    fix: [`ALTER ROLE ${OTHER} NOBYPASSRLS`],
    key: `role ${APP} via ${OTHER}`,
  },
  declaration: {
    kind: "resources",
    bad: [
      roleResource({ name: "support", login: false, bypassRowLevelSecurity: true }),
      roleResource({ roles: ["support"] }),
    ],
    fixed: [
      roleResource({ name: "support", login: false, bypassRowLevelSecurity: false }),
      roleResource({ roles: ["support"] }),
    ],
  },
});
