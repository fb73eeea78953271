import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { unlessGone } from "./unless-gone";

/** The password is set to none, so that nothing secret is sent. */
export default defineAttack({
  id: "change-owner-password",
  title: "Changes the owner's password or stored settings",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "owner",
  why: "Whoever sets the owner's password logs in as the owner; whoever sets its search_path chooses what its migrations touch.",
  defence: "no CREATEROLE, and no ADMIN option on the owner's role, for low-trust roles",
  fix: "ALTER ROLE … NOCREATEROLE, and REVOKE ADMIN OPTION FOR the owner's role FROM the role",
  run: (context, { role }) =>
    Promise.all(
      ["PASSWORD NULL", "SET search_path = 'palisade proof'"].map((change) =>
        unlessGone(context, role, {
          statements: [`ALTER ROLE ${quoteIdentifier(role)} ${change}`],
          evidence: "changed the owner's role",
        }),
      ),
    ),
});
