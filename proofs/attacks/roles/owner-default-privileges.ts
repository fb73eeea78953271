import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "owner-default-privileges",
  title: "Plants privileges on what the owner will create",
  family: "roles",
  severity: "high",
  as: EVERYONE,
  target: "owner",
  why: "Default privileges open tomorrow's tables: whoever sets them for the owner need not break in again.",
  defence: "no membership of low-trust roles in the owner's role",
  fix: "REVOKE the owner's role FROM the role, and from every role that it is a member of",
  run: (context, { role }) =>
    context.attempt({
      statements: [
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(role)} GRANT SELECT ON TABLES TO PUBLIC`,
      ],
      evidence: "changed the owner's default privileges",
    }),
});
