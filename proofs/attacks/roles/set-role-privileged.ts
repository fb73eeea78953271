import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { unlessGone } from "./unless-gone";

/** Attributes such as BYPASSRLS are not inherited, but SET ROLE gets them. */
export default defineAttack({
  id: "set-role-privileged",
  title: "Becomes a privileged role by SET ROLE",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "privileged role",
  looks: true,
  ownSession: true,
  why: "Superusers, roles that bypass row security and PostgreSQL's predefined roles can do what no grant would allow.",
  defence: "no membership of low-trust roles in privileged ones",
  fix: "REVOKE the privileged role FROM the role, and from every role that it is a member of",
  run: (context, { role, power }) =>
    unlessGone(context, role, {
      statements: [`SET ROLE ${quoteIdentifier(role)}`],
      evidence: `became a role that ${power}`,
    }),
});
