import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isLowTrust } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "parameter-granted",
  title: "A role may change a setting that only superusers should",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "role", "membership", "schema", "database"],
  about: "privileges on settings",
  why: "GRANT SET ON PARAMETER and ALTER SYSTEM hand out a superuser's switches one by one: with session_replication_role triggers and foreign keys are off, with ALTER SYSTEM the setting of everybody changes.",
  fix: "Revoke it. What a role needs for itself, ALTER ROLE … SET gives it.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-grant.html"],
  catalogue: ["G23"],
  options: { allowed: ALLOWED_ROLES },
  check(grant, { facts, options }) {
    if (grant.object.kind !== "parameter" || !isLowTrust(grant, facts, options.allowed)) return undefined;
    const held = known(grant.privileges);
    if (held === 0) return pass;
    const grantee = known(grant.grantee);
    return finding(
      locate(withGrantee(grant.object, grantee), grant),
      `${granteeText(grantee)} has ${privilegeNames(held).join(", ")} on ${displayObject(grant.object)}`,
      revokeText(held, grant.object, grantee),
    );
  },
});
