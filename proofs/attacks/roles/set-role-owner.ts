import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "set-role-owner",
  title: "Becomes the owner by SET ROLE",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "owner",
  looks: true,
  ownSession: true,
  why: "A member of the owner's role is the owner: it can alter, drop and read everything.",
  defence: "no membership of low-trust roles in the owner's role",
  fix: "REVOKE the owner's role FROM the role, and from every role that it is a member of",
  run: (context, { role }) =>
    context.attempt({ statements: [`SET ROLE ${quoteIdentifier(role)}`], evidence: "became the owner" }),
});
