import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { unlessGone } from "./unless-gone";

export default defineAttack({
  id: "grant-itself-privileged",
  title: "Makes itself a member of a privileged role",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "privileged role",
  why: "Before PostgreSQL 16 a role with CREATEROLE could give itself pg_execute_server_program, and with it the server.",
  defence: "no CREATEROLE and no ADMIN OPTION for low-trust roles",
  fix: "ALTER ROLE … NOCREATEROLE; REVOKE ADMIN OPTION FOR the privileged role FROM the role",
  run: (context, { role, power }) =>
    unlessGone(context, role, {
      statements: [`GRANT ${quoteIdentifier(role)} TO CURRENT_USER`],
      evidence: `became a member of a role that ${power}`,
    }),
});
