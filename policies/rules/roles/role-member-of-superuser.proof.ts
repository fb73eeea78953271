import { membership, role } from "../../testing/factories";
import { APP, OTHER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { memberResource, roleResource } from "../../testing/twin";
import rule from "./role-member-of-superuser";

export default defineProof({
  rule,
  bad: {
    role: [role(), role({ name: "dba", login: false, superuser: true })],
    membership: [membership({ role: "dba" })],
  },
  fixed: {
    role: [role(), role({ name: "dba", login: false, superuser: true })],
    membership: [],
  },
  notApplicable: { role: [role({ login: false })], membership: [membership({ role: "dba" })] },
  key: "role-member-of-superuser:role app via dba",
  live: {
    kind: "sql",
    setup: [...ROLES, `CREATE ROLE ${OTHER} SUPERUSER`],
    bad: [`GRANT ${OTHER} TO ${APP}`],
    fix: [`REVOKE ${OTHER} FROM ${APP}`],
    key: `role ${APP} via ${OTHER}`,
  },
  declaration: {
    kind: "resources",
    bad: [
      roleResource({ name: "dba", login: false, superuser: true }),
      roleResource(),
      memberResource({ grantRole: "dba" }),
    ],
    fixed: [roleResource({ name: "dba", login: false, superuser: true }), roleResource()],
  },
});
