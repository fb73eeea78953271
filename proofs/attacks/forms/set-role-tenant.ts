import { displayIdentifier, quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";
import { unlessGone } from "../roles/unless-gone";

export default defineAttack({
  id: "set-role-tenant",
  title: "Becomes another tenant's role by SET ROLE",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "tenant roles",
  looks: true,
  ownSession: true,
  why: "In the form role the role is the tenant: whoever can become another tenant's role has its rows.",
  defence: "tenants' roles that are members of the tenant role only, and of which nobody is a member",
  fix: "REVOKE the other tenant's role FROM the role, and from every role that it is a member of; let each tenant log in as its own role",
  run: async (context) => {
    const others = context.sessions.tenantRoles.filter((role) => role !== context.attacker.role);
    if (others.length === 0) return moot("no other role is a tenant");
    return Promise.all(
      others.map((role) =>
        unlessGone(context, role, {
          statements: [`SET ROLE ${quoteIdentifier(role)}`],
          evidence: `became ${displayIdentifier(role)}, which is another tenant`,
        }),
      ),
    );
  },
});
