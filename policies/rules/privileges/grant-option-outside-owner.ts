import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isLowTrust } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlGrantee, sqlObject, sqlPrivileges } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "grant-option-outside-owner",
  title: "A role that is not the owner may pass its privileges on",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "role", "membership", "schema", "database"],
  about: "privileges of roles that are not the owner",
  why: "With the grant option the role decides who else gets in, and what it has granted stays when nobody remembers why. Revoking its own privilege then needs CASCADE.",
  fix: "Revoke the grant option; only the owner and the program that declares the access grant.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-revoke.html"],
  catalogue: ["G04"],
  options: { allowed: ALLOWED_ROLES },
  check(grant, { facts, options }) {
    if (grant.extension !== undefined || !isLowTrust(grant, facts, options.allowed)) return undefined;
    const grantable = known(grant.grantable);
    if (grantable === 0) return pass;
    const grantee = known(grant.grantee);
    const names = privilegeNames(grantable).join(", ");
    return finding(
      locate(withGrantee(grant.object, grantee), grant, "grantable"),
      `${granteeText(grantee)} may grant ${names} on ${displayObject(grant.object)} to others`,
      `REVOKE GRANT OPTION FOR ${sqlPrivileges(grantable, grant.object)} ON ${sqlObject(grant.object)} FROM ${sqlGrantee(grantee)} CASCADE;`,
    );
  },
});
