import { membership, role } from "../../testing/factories";
import { APP, OWNER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { memberResource, roleResource } from "../../testing/twin";
import rule from "./role-member-of-server-access";

export default defineProof({
  rule,
  bad: {
    role: [role(), role({ name: "batch", login: false })],
    membership: [
      membership({ role: "batch" }),
      membership({ role: "pg_read_server_files", member: "batch" }),
    ],
  },
  fixed: {
    role: [role(), role({ name: "batch", login: false })],
    membership: [membership({ role: "batch" })],
  },
  notApplicable: {
    role: [role({ login: false })],
    membership: [membership({ role: "pg_read_server_files" })],
  },
  key: "role-member-of-server-access:role app via pg_read_server_files",
  live: {
    kind: "sql",
    // Through a role between, as it is usually found.
    setup: [...ROLES, `GRANT ${OWNER} TO ${APP}`],
    bad: [`GRANT pg_read_server_files TO ${OWNER}`],
    fix: [`REVOKE pg_read_server_files FROM ${OWNER}`],
    key: `role ${APP} via pg_read_server_files`,
  },
  declaration: {
    kind: "resources",
    bad: [
      roleResource({ name: "batch", login: false }),
      roleResource({ roles: ["batch"] }),
      memberResource({ role: "batch", grantRole: "pg_read_server_files" }),
    ],
    fixed: [roleResource({ name: "batch", login: false }), roleResource({ roles: ["batch"] })],
  },
});
