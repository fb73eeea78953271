import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames } from "../../../postgres/model/privileges";
import { notToPublic } from "../../checks/grant-to-public";
import { isHeldByOneOf } from "../../checks/requests";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { REQUEST_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "grant-public-large-object",
  title: "PUBLIC, or a role of requests from outside, has privileges on a large object",
  severity: "high",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "role", "membership"],
  about: "privileges on large objects",
  why: "A large object lies in no schema: whoever can connect and knows or guesses its number reads it with lo_get(), or changes it with lo_put(). No row-level security looks at it.",
  fix: "Revoke it, and grant it to the roles that need it and serve nobody from outside.",
  palisade: DECLARED_GRANTS,
  references: [
    "https://www.postgresql.org/docs/current/lo-implementation.html",
    "https://www.postgresql.org/docs/current/ddl-priv.html",
  ],
  catalogue: ["G03"],
  options: { requestRoles: REQUEST_ROLES },
  check(grant, { facts, options }) {
    if (grant.object.kind !== "large object") return undefined;
    const grantee = known(grant.grantee);
    if (grantee === PUBLIC) return notToPublic(grant, "any");
    const held = known(grant.privileges);
    if (held === 0 || !isHeldByOneOf(grant, options.requestRoles, facts)) return pass;
    return finding(
      locate(withGrantee(grant.object, grantee), grant),
      `${granteeText(grantee)}, which requests from outside can act as, has ${privilegeNames(held).join(", ")} on ${displayObject(grant.object)}, which no row security can guard`,
      revokeText(held, grant.object, grantee),
    );
  },
});
