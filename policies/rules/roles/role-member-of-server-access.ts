import { reaches } from "../../checks/role-reach";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

const POWERS = new Map([
  ["pg_execute_server_program", "can run programs as the account of the server"],
  ["pg_read_server_files", "can read the files of the server"],
  ["pg_write_server_files", "can write the files of the server"],
]);

export default defineRule({
  id: "role-member-of-server-access",
  title: "A login role reaches the server's files or programs",
  severity: "critical",
  topic: "roles",
  scope: "object",
  facts: ["role", "membership"],
  about: "login roles that are not superusers",
  why: "With the server's files or programs in reach, a role becomes a superuser in a few statements: it writes a library or pg_hba.conf, or reads the password hashes out of the data directory.",
  fix: "Revoke the membership. Files are loaded through the client (COPY … FROM STDIN), programs run outside the server.",
  palisade: MEMBER_OF_NOTHING,
  references: [
    "https://www.postgresql.org/docs/current/predefined-roles.html",
    "https://www.postgresql.org/docs/current/sql-copy.html",
  ],
  catalogue: ["R09"],
  options: { allowed: ALLOWED_ROLES },
  check(role, { facts, options }) {
    if (role.login === false || role.superuser === true || options.allowed.includes(role.name))
      return undefined;
    return reaches(role, roleGraph(facts), (name) => POWERS.get(name));
  },
});
