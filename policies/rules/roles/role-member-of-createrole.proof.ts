import { membership, role } from "../../testing/factories";
import { APP, OTHER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-member-of-createrole";

export default defineProof({
  rule,
  bad: {
    role: [role(), role({ name: "keeper", login: false, createRole: true })],
    membership: [membership({ role: "keeper", inherit: false })],
  },
  fixed: {
    role: [role(), role({ name: "keeper", login: false, createRole: false })],
    membership: [membership({ role: "keeper", inherit: false })],
  },
  notApplicable: { role: [role({ login: false })], membership: [] },
  key: "role-member-of-createrole:role app via keeper",
  live: {
    kind: "sql",
    setup: [...ROLES, `CREATE ROLE ${OTHER} REPLICATION`, `GRANT ${OTHER} TO ${APP}`],
    bad: [],
    fix: [`ALTER ROLE ${OTHER} NOREPLICATION`],
    key: `role ${APP} via ${OTHER}`,
  },
  declaration: {
    kind: "resources",
    bad: [
      roleResource({ name: "keeper", login: false, createRole: true }),
      roleResource({ roles: ["keeper"] }),
    ],
    fixed: [
      roleResource({ name: "keeper", login: false, createRole: false }),
      roleResource({ roles: ["keeper"] }),
    ],
  },
});
