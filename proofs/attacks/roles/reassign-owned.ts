import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import type { Observation } from "../../observation";
import { unlessGone } from "./unless-gone";

/** Both need the privileges of the role whose objects they take. */
export default defineAttack({
  id: "reassign-owned",
  title: "Takes over or drops everything of the owner (REASSIGN OWNED, DROP OWNED)",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "owner",
  why: "Each is one statement for a whole database: every table taken, or gone.",
  defence: "no membership of low-trust roles in the owner's role",
  fix: "REVOKE the owner's role FROM the role, and from every role that it is a member of",
  run: async (context, { role }) => {
    const owner = quoteIdentifier(role);
    const taken = await unlessGone(context, role, {
      statements: [`REASSIGN OWNED BY ${owner} TO CURRENT_USER`],
      evidence: "took everything of the owner",
    });
    // Both ask for the same; what was shown to be possible need not be done again with every object locked.
    if (taken.kind === "reached") return taken;
    const dropped: Observation = await unlessGone(context, role, {
      statements: [`DROP OWNED BY ${owner}`],
      evidence: "dropped everything of the owner",
    });
    return [taken, dropped];
  },
});
