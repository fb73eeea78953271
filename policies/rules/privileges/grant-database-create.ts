import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText } from "../../../postgres/model/keys";
import { privilegeSet } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isPlatformRole } from "../../facts/platform-roles";
import { isLowTrust, roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

const CREATE = privilegeSet(["CREATE"]);

export default defineRule({
  id: "grant-database-create",
  title: "A role that is not the owner may create schemas in the database",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "role", "membership", "schema", "database"],
  about: "privileges on databases that roles other than the owner hold",
  why: "Who may create a schema owns it and everything in it: tables without row security for copies of what it may read, functions under names that others call unawares. CREATE on the database also lets it install every extension that is called trusted, and publish tables.",
  fix: "Revoke CREATE; migrations run as the owner, which makes the schemas.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-priv.html"],
  catalogue: ["G12", "F13"],
  options: { allowed: ALLOWED_ROLES },
  check(grant, { facts, options }) {
    // PUBLIC is the business of grant-public-database.
    if (grant.object.kind !== "database" || grant.grantee === PUBLIC) return undefined;
    if (!isLowTrust(grant, facts, options.allowed)) return undefined;
    const grantee = known(grant.grantee);
    // Who makes roles manages the server; role-createrole-login speaks of it.
    if (isPlatformRole(grantee) || roleGraph(facts).role(grantee)?.createRole === true) return undefined;
    if ((known(grant.privileges) & CREATE) === 0) return pass;
    return finding(
      locate(withGrantee(grant.object, grantee), grant),
      `${granteeText(grantee)} may create schemas in ${displayObject(grant.object)}`,
      revokeText(CREATE, grant.object, grantee),
    );
  },
});
