import { loginWithout } from "../../checks/role-attribute";
import { PLAIN_ROLE } from "../../examples/programs";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

export default defineRule({
  id: "role-superuser-login",
  title: "A login role is a superuser",
  severity: "critical",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "login roles",
  why: "No privilege, no policy and no limit binds a superuser. Whoever gets one statement into its sessions reads and writes every database of the server and its files, and runs programs as the server's operating system account.",
  fix: "Take SUPERUSER away from the role. What it really needs is a privilege, a membership, or ownership of its own objects.",
  palisade: PLAIN_ROLE,
  references: [
    "https://www.postgresql.org/docs/current/role-attributes.html",
    "https://www.postgresql.org/docs/current/sql-alterrole.html",
  ],
  catalogue: ["R01"],
  options: {
    allowed: {
      ...ALLOWED_ROLES,
      description: "Superusers that may log in, beside the one that initdb made.",
    },
  },
  check: (role, { options }) =>
    role.bootstrap
      ? notApplicable("the role that initdb made is always a superuser")
      : loginWithout(role, "superuser", options.allowed),
});
