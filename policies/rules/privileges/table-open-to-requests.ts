import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames, privilegeSet } from "../../../postgres/model/privileges";
import { areKnown, isHeldByOneOf } from "../../checks/requests";
import { DENIED_TO_REQUESTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { REQUEST_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlTable } from "../../sql-text";
import { finding, pass } from "../../verdict";

const ROWS = privilegeSet(["SELECT", "INSERT", "UPDATE", "DELETE"]);

export default defineRule({
  id: "table-open-to-requests",
  title: "Requests from outside reach every row of a table",
  severity: "high",
  topic: "privileges",
  scope: "object",
  world: "server",
  facts: ["grant", "role", "membership"],
  about: "privileges of the roles of requests on tables in schemas that an API serves",
  why: "Three things come together: an API serves the schema, the role that requests run as holds privileges on the table, and no policy stands between them and the rows. Whoever has the public key of the project reads or writes all of it.",
  fix: "Enable row-level security, and write policies for what requests may see; or revoke the privileges.",
  palisade: DENIED_TO_REQUESTS,
  references: [
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
    "https://docs.postgrest.org/en/stable/explanations/db_authz.html",
  ],
  catalogue: ["G19"],
  options: {
    requestRoles: REQUEST_ROLES,
    schemas: {
      type: "strings",
      default: ["public", "api"],
      description: "The schemas that an API serves.",
    },
  },
  check(grant, { facts, options }) {
    if (grant.object.kind !== "table" || grant.extension !== undefined) return undefined;
    if (!options.schemas.includes(grant.object.schema ?? "")) return undefined;
    if (!areKnown(options.requestRoles, facts) || !isHeldByOneOf(grant, options.requestRoles, facts))
      return undefined;
    const held = known(grant.privileges) & ROWS;
    if (grant.rowSecurity === undefined) return undefined;
    if (held === 0 || known(grant.rowSecurity)) return pass;
    const grantee = known(grant.grantee);
    return finding(
      locate(withGrantee(grant.object, grantee), grant),
      `${granteeText(grantee)} has ${privilegeNames(held).join(", ")} on ${displayObject(grant.object)}, which has no row-level security`,
      `ALTER TABLE ${sqlTable(grant.object)} ENABLE ROW LEVEL SECURITY; -- and policies for what requests may see`,
    );
  },
});
