import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames } from "../../../postgres/model/privileges";
import { DECLARED_GRANTS } from "../../examples/programs";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { isPredefined, roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, notApplicable, pass } from "../../verdict";

/** Where verifiers, connection strings and samples of rows lie, which initdb shows to superusers only. */
const SECRET: ReadonlySet<string> = new Set([
  "pg_authid",
  "pg_shadow",
  "pg_user_mapping",
  "pg_user_mappings",
  "pg_subscription",
  "pg_statistic",
  "pg_statistic_ext_data",
  "pg_largeobject",
]);

export default defineRule({
  id: "secret-catalog-readable",
  title: "A role may read the server's verifiers, connection strings or samples of rows",
  severity: "high",
  topic: "privileges",
  scope: "object",
  world: "server",
  facts: ["systemGrant", "role", "membership"],
  about: "privileges on the server's own objects that initdb did not give",
  why: "pg_authid holds the verifiers of all passwords, pg_user_mapping and pg_subscription the passwords of other servers, pg_statistic the commonest values of every column, past row security.",
  fix: "Revoke it. What an auditor needs is in views that leave secrets out.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/catalog-pg-init-privs.html"],
  catalogue: ["G09"],
  options: { allowed: ALLOWED_ROLES },
  check(grant, { facts, options }) {
    const secret = SECRET.has(grant.object.name ?? "");
    if (!secret) return undefined;
    const role = roleGraph(facts).role(grant.grantee);
    if (role?.superuser === true || isPredefined(grant.grantee) || options.allowed.includes(grant.grantee))
      return notApplicable("only roles that may have it were given anything");
    if (grant.gained === 0) return pass;
    return finding(
      withGrantee(grant.object, grant.grantee),
      `${grant.grantee === PUBLIC ? "PUBLIC" : granteeText(grant.grantee)} was given ${privilegeNames(grant.gained).join(", ")} on ${displayObject(grant.object)}`,
      revokeText(grant.gained, grant.object, grant.grantee),
    );
  },
});
