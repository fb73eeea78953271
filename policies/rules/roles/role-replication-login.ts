import { loginWithout } from "../../checks/role-attribute";
import { PLAIN_ROLE } from "../../examples/programs";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "role-replication-login",
  title: "A login role may replicate",
  severity: "medium",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "login roles that are not superusers",
  why: "Replication reads every change and every file of every database, past privileges and policies alike. Such a role holds a copy of everything at the price of one connection.",
  fix: "Take REPLICATION away. Replicas connect as a role that has this attribute and nothing else; name it in the rule's option allowed.",
  palisade: PLAIN_ROLE,
  references: [
    "https://www.postgresql.org/docs/current/role-attributes.html",
    "https://www.postgresql.org/docs/current/protocol-replication.html",
  ],
  catalogue: ["R10"],
  options: { allowed: ALLOWED_ROLES },
  // A superuser needs no further attribute; role-superuser-login speaks of it.
  check: (role, { options }) =>
    role.superuser === true ? undefined : loginWithout(role, "replication", options.allowed),
});
