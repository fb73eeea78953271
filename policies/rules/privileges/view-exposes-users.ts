import { granteeText } from "../../../postgres/model/keys";
import { privilegeSet } from "../../../postgres/model/privileges";
import { isHeldByOneOf } from "../../checks/requests";
import { DENIED_TO_REQUESTS } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { relationsRead } from "../../facts/tenant";
import { REQUEST_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

const SELECT = privilegeSet(["SELECT"]);

export default defineRule({
  id: "view-exposes-users",
  title: "A view shows the table of users to requests from outside",
  severity: "critical",
  topic: "privileges",
  scope: "object",
  world: "server",
  facts: ["view", "grant", "role", "membership"],
  about: "views over the table of users",
  why: "The view reads the table as its owner, who may: whoever may read the view gets addresses, telephone numbers and what a login needs, of every user.",
  fix: "Revoke the view from the roles of requests. Copy what others may see into a table of profiles, with row security.",
  palisade: DENIED_TO_REQUESTS,
  references: ["https://supabase.com/docs/guides/database/database-advisors?lint=0002_auth_users_exposed"],
  catalogue: ["G16"],
  options: {
    requestRoles: REQUEST_ROLES,
    users: {
      type: "strings",
      default: ["auth.users"],
      description: "The tables of users, with their schema.",
    },
  },
  check(view, { facts, options }) {
    const read = relationsRead(facts, view);
    const users = options.users.filter((name) =>
      [...(read ?? [])].some(
        (identity) => identity === `table ${name}` || identity.endsWith(`:table ${name}`),
      ),
    );
    if (users.length === 0) return undefined;
    // A view that runs as its caller shows what the caller may read anyway.
    if (view.securityInvoker) return pass;
    const open = factsAbout(facts, "grant", identityOf(view.object)).filter(
      (grant) =>
        (known(grant.privileges) & SELECT) !== 0 && isHeldByOneOf(grant, options.requestRoles, facts),
    );
    if (open.length === 0) return pass;
    const grantees = open.map((grant) => known(grant.grantee));
    return finding(
      locate(view.object, view),
      `${displayObject(view.object)} reads ${users.join(", ")} as its owner and is open to ${grantees.map(granteeText).join(", ")}`,
      grantees.map((grantee) => revokeText(SELECT, view.object, grantee)).join(" "),
    );
  },
});
