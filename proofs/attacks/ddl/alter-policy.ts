import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";

export default defineAttack({
  id: "alter-policy",
  title: "Weakens or drops a policy",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  why: "A policy that its subject can rewrite binds nobody.",
  defence: "tables that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER TABLE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: async (context, { object }) => {
    const policies = object.rowSecurity?.policies ?? [];
    if (policies.length === 0) return moot("it has no policy");
    return context.attempts(
      policies.flatMap(({ name }) => {
        const policy = `POLICY ${quoteIdentifier(name)} ON ${quoteObject(object)}`;
        return [
          { statements: [`ALTER ${policy} TO PUBLIC`], evidence: "changed a policy" },
          { statements: [`DROP ${policy}`], evidence: "dropped a policy" },
        ];
      }),
    );
  },
});
