import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf, withGrantee } from "../../facts/object-ref";
import { locate, standsAt } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import { isLowTrust } from "../../facts/role-graph";
import { hasTenantColumn } from "../../facts/tenant";
import { ALLOWED_ROLES, TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "rls-partition-granted",
  title: "A partition of a tenant's table can be used past its parent's policies",
  severity: "high",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table", "grant", "role", "membership", "schema", "database"],
  about: "partitions of tenants' tables",
  why: "The parent's policies bind only what goes through the parent. Whoever has a privilege on the partition itself reads all tenants' rows in it. Default privileges grant on new partitions without being asked.",
  fix: "Revoke the privileges on partitions; those on the parent are enough for everything that goes through it.",
  palisade: DECLARED_GRANTS,
  references: [
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    "https://www.postgresql.org/docs/current/ddl-inherit.html",
  ],
  catalogue: ["L35", "L36"],
  options: { tenantColumn: TENANT_COLUMN, allowed: ALLOWED_ROLES },
  check(table, { facts, options }) {
    if (!table.partition || !hasTenantColumn(table, options.tenantColumn)) return undefined;
    if (table.rowSecurity === undefined || known(table.rowSecurity.enabled)) return pass;
    return factsAbout(facts, "grant", identityOf(table.object))
      .filter((grant) => known(grant.privileges) !== 0 && isLowTrust(grant, facts, options.allowed))
      .map((grant) => {
        const grantee = known(grant.grantee);
        return finding(
          locate(standsAt(withGrantee(table.object, grantee), latestPlace(table.place, grant.place)), grant),
          `${granteeText(grantee)} has ${privilegeNames(known(grant.privileges)).join(", ")} on the partition ${displayObject(table.object)}, which has no row-level security of its own`,
          revokeText(known(grant.privileges), table.object, grantee),
        );
      });
  },
});
