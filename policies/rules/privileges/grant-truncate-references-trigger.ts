import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames, privilegeSet } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isLowTrust } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

const UNFILTERED = privilegeSet(["TRUNCATE", "REFERENCES", "TRIGGER"]);

export default defineRule({
  id: "grant-truncate-references-trigger",
  title: "A role that is not the owner may TRUNCATE, REFERENCE or put triggers on a table",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "role", "membership", "schema", "database"],
  about: "privileges on tables",
  why: "None of the three is filtered by row security. TRUNCATE empties the table for every tenant, REFERENCES tells which keys exist, and a trigger runs the role's code with the rights of whoever writes next. GRANT ALL gives all three.",
  fix: "Revoke the three; applications need SELECT, INSERT, UPDATE and DELETE.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-priv.html"],
  catalogue: ["G24"],
  options: { allowed: ALLOWED_ROLES },
  check(grant, { facts, options }) {
    if (grant.object.kind !== "table" || grant.extension !== undefined) return undefined;
    if (!isLowTrust(grant, facts, options.allowed)) return undefined;
    const held = known(grant.privileges) & UNFILTERED;
    if (held === 0) return pass;
    const grantee = known(grant.grantee);
    return finding(
      locate(withGrantee(grant.object, grantee), grant, ...privilegeNames(held)),
      `${granteeText(grantee)} has ${privilegeNames(held).join(", ")} on ${displayObject(grant.object)}`,
      revokeText(held, grant.object, grantee),
    );
  },
});
