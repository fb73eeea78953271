import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText } from "../../../postgres/model/keys";
import { privilegeSet } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isLowTrust } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

const CREATE = privilegeSet(["CREATE"]);

export default defineRule({
  id: "grant-schema-create",
  title: "A role that is not the owner may create objects in a schema",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "role", "membership", "schema", "database"],
  about: "privileges on schemas that roles other than the owner hold",
  why: "An application that can create can also plant: functions and operators that others call unawares, tables without row security, copies of what it may read. It turns one injected statement into something that stays.",
  fix: "Revoke CREATE; migrations run as the owner.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS"],
  catalogue: ["G12", "F13"],
  options: { allowed: ALLOWED_ROLES },
  check(grant, { facts, options }) {
    // PUBLIC is the business of grant-public-create.
    if (grant.object.kind !== "schema" || grant.grantee === PUBLIC) return undefined;
    if (!isLowTrust(grant, facts, options.allowed)) return undefined;
    if ((known(grant.privileges) & CREATE) === 0) return pass;
    const grantee = known(grant.grantee);
    return finding(
      locate(withGrantee(grant.object, grantee), grant),
      `${granteeText(grantee)} may create objects in ${displayObject(grant.object)}`,
      revokeText(CREATE, grant.object, grantee),
    );
  },
});
