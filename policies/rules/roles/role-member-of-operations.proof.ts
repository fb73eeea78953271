import { membership, role } from "../../testing/factories";
import { APP, OWNER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { memberResource, roleResource } from "../../testing/twin";
import rule from "./role-member-of-operations";

export default defineProof({
  rule,
  bad: {
    role: [role(), role({ name: "jobs", login: false })],
    membership: [membership({ role: "jobs" }), membership({ role: "pg_signal_backend", member: "jobs" })],
  },
  fixed: {
    role: [role(), role({ name: "jobs", login: false })],
    membership: [membership({ role: "jobs" })],
  },
  notApplicable: { role: [role({ login: false })], membership: [membership({ role: "pg_signal_backend" })] },
  key: "role-member-of-operations:role app via pg_signal_backend",
  live: {
    kind: "sql",
    setup: [...ROLES, `GRANT ${OWNER} TO ${APP}`],
    bad: [`GRANT pg_signal_backend TO ${OWNER}`],
    fix: [`REVOKE pg_signal_backend FROM ${OWNER}`],
    key: `role ${APP} via pg_signal_backend`,
  },
  declaration: {
    kind: "resources",
    bad: [
      roleResource({ name: "jobs", login: false }),
      roleResource({ roles: ["jobs"] }),
      memberResource({ role: "jobs", grantRole: "pg_signal_backend" }),
    ],
    fixed: [roleResource({ name: "jobs", login: false }), roleResource({ roles: ["jobs"] })],
  },
});
