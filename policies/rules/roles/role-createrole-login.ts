import { loginWithout } from "../../checks/role-attribute";
import { PLAIN_ROLE } from "../../examples/programs";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "role-createrole-login",
  title: "A login role may create and alter roles",
  severity: "high",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "login roles that are not superusers",
  why: "Before PostgreSQL 16 the attribute is as good as superuser for everything but files: the role resets passwords, and makes itself a member of any role that is not a superuser. From 16 on it still mints login roles that outlive it.",
  fix: "Take CREATEROLE away, or name the one administrator that is meant to manage roles in the rule's option allowed.",
  palisade: PLAIN_ROLE,
  references: [
    "https://www.postgresql.org/docs/current/role-attributes.html",
    "https://www.postgresql.org/docs/current/sql-createrole.html",
  ],
  catalogue: ["R02"],
  options: { allowed: ALLOWED_ROLES },
  // A superuser needs no further attribute; role-superuser-login speaks of it.
  check: (role, { options }) =>
    role.superuser === true ? undefined : loginWithout(role, "createRole", options.allowed),
});
