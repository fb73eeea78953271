import { loginWithout } from "../../checks/role-attribute";
import { PLAIN_ROLE } from "../../examples/programs";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "role-bypassrls-login",
  title: "A login role bypasses row-level security",
  severity: "high",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "login roles that are not superusers",
  why: "The role sees and changes the rows of every tenant in every table that it has privileges on, whatever policies say, FORCE included.",
  fix: "Take BYPASSRLS away. A job that must cross tenants gets a role of its own with a policy of its own, so that it is limited to the tables that it needs.",
  palisade: PLAIN_ROLE,
  references: [
    "https://www.postgresql.org/docs/current/role-attributes.html",
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  ],
  catalogue: ["R04"],
  options: { allowed: ALLOWED_ROLES },
  // A superuser needs no further attribute; role-superuser-login speaks of it.
  check: (role, { options }) =>
    role.superuser === true ? undefined : loginWithout(role, "bypassRowSecurity", options.allowed),
});
