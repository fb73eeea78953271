import { loginWithout } from "../../checks/role-attribute";
import { PLAIN_ROLE } from "../../examples/programs";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "role-createdb-login",
  title: "A login role may create databases",
  severity: "medium",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "login roles that are not superusers",
  why: "Whoever creates a database owns it: PUBLIC may connect to it, and its disk space is the server's. A template database can be copied with its data.",
  fix: "Take CREATEDB away; databases are created by the program that declares them.",
  palisade: PLAIN_ROLE,
  references: [
    "https://www.postgresql.org/docs/current/role-attributes.html",
    "https://www.postgresql.org/docs/current/sql-createrole.html",
  ],
  catalogue: ["R03"],
  options: { allowed: ALLOWED_ROLES },
  // A superuser needs no further attribute; role-superuser-login speaks of it.
  check: (role, { options }) =>
    role.superuser === true ? undefined : loginWithout(role, "createDatabase", options.allowed),
});
