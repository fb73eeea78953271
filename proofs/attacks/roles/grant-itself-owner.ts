import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";

/** Before PostgreSQL 16 CREATEROLE sufficed for this. */
export default defineAttack({
  id: "grant-itself-owner",
  title: "Makes itself a member of the owner's role",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "owner",
  why: "A role that can grant itself the owner's role is the owner already.",
  defence: "no CREATEROLE and no ADMIN OPTION for low-trust roles",
  fix: "ALTER ROLE … NOCREATEROLE; REVOKE ADMIN OPTION FOR the owner's role FROM the role",
  run: (context, { role }) =>
    context.attempt({
      statements: [`GRANT ${quoteIdentifier(role)} TO CURRENT_USER`],
      evidence: "became a member of the owner's role",
    }),
});
