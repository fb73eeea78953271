import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames, privilegeSet } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isLowTrust } from "../../facts/role-graph";
import { isTenantTable } from "../../facts/tenant";
import { ALLOWED_ROLES, TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding } from "../../verdict";

const TRUNCATE = privilegeSet(["TRUNCATE"]);

export default defineRule({
  id: "rls-truncate-granted",
  title: "A role that is not the owner may empty a tenant's table",
  severity: "high",
  topic: "row-security",
  scope: "object",
  facts: ["table", "grant", "role", "membership", "schema", "database"],
  about: "tenants' tables",
  why: "TRUNCATE asks no policy: it removes the rows of every tenant at once. GRANT ALL gives it.",
  fix: "Revoke TRUNCATE; an application deletes with DELETE.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["G24"],
  options: { tenantColumn: TENANT_COLUMN, allowed: ALLOWED_ROLES },
  check(table, { facts, options }) {
    if (table.object.kind !== "table" || !isTenantTable(table, options.tenantColumn)) return undefined;
    return factsAbout(facts, "grant", identityOf(table.object))
      .filter(
        (grant) => (known(grant.privileges) & TRUNCATE) !== 0 && isLowTrust(grant, facts, options.allowed),
      )
      .map((grant) => {
        const grantee = known(grant.grantee);
        return finding(
          locate(withGrantee(table.object, grantee), grant),
          `${granteeText(grantee)} has ${privilegeNames(TRUNCATE).join(", ")} on ${displayObject(table.object)}, whose rows belong to tenants`,
          revokeText(TRUNCATE, table.object, grantee),
        );
      });
  },
});
