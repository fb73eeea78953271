import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames, privilegeSet } from "../../../postgres/model/privileges";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { DECLARED_GRANTS } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf, withGrantee } from "../../facts/object-ref";
import { locate, placeOf, standsAt } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import type { GrantFact } from "../../facts/privileges";
import { isLowTrust } from "../../facts/role-graph";
import { isTenantTable } from "../../facts/tenant";
import { ALLOWED_ROLES, TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass, unknown } from "../../verdict";

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
  check(table, { facts, of, options }) {
    if (table.object.kind !== "table" || !isTenantTable(table, options.tenantColumn)) return undefined;
    const isTruncate = (grant: GrantFact) =>
      (known(grant.privileges) & TRUNCATE) !== 0 && isLowTrust(grant, facts, options.allowed);
    const { database, schema, name } = table.object;
    if (name === undefined)
      return of("grant").some(
        (grant) =>
          grant.object.kind === "table" &&
          grant.object.database === database &&
          grant.object.schema === schema &&
          isTruncate(grant),
      )
        ? unknown(
            `which tables of schema ${displayIdentifier(schema ?? "")} hold tenants' rows is not known before the update`,
            table.object,
          )
        : pass;
    return factsAbout(facts, "grant", identityOf(table.object))
      .filter(isTruncate)
      .map((grant) => {
        const grantee = known(grant.grantee);
        return finding(
          locate(
            standsAt(
              withGrantee(table.object, grantee),
              latestPlace(table.place, placeOf(grant, "TRUNCATE")),
            ),
            grant,
          ),
          `${granteeText(grantee)} has ${privilegeNames(TRUNCATE).join(", ")} on ${displayObject(table.object)}, whose rows belong to tenants`,
          revokeText(TRUNCATE, table.object, grantee),
        );
      });
  },
});
