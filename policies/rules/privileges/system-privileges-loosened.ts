import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames } from "../../../postgres/model/privileges";
import { readsConfiguration } from "../../checks/configuration-reader";
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
  id: "system-privileges-loosened",
  title: "The server's own objects are open to more roles than at first",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  world: "server",
  facts: ["systemGrant", "role", "membership"],
  about: "privileges on the server's own objects that initdb did not give",
  why: "initdb keeps functions that read files, end sessions or stop the server to superusers. Each grant on one of them is a door that no list of roles shows.",
  fix: "Revoke it, or use the predefined role that is made for the purpose (pg_monitor, pg_signal_backend …). A member of pg_read_all_settings, as an auditor is, may also read pg_hba_file_rules, pg_ident_file_mappings and pg_file_settings; any other role that must have something goes into the option allowed.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/catalog-pg-init-privs.html"],
  catalogue: ["G10"],
  options: { allowed: ALLOWED_ROLES },
  check(grant, { facts, options }) {
    const secret = SECRET.has(grant.object.name ?? "");
    if (secret) return undefined;
    const role = roleGraph(facts).role(grant.grantee);
    if (role?.superuser === true || isPredefined(grant.grantee) || options.allowed.includes(grant.grantee))
      return notApplicable("only roles that may have it were given anything");
    if (grant.gained === 0 || readsConfiguration(grant, facts)) return pass;
    return finding(
      withGrantee(grant.object, grant.grantee),
      `${grant.grantee === PUBLIC ? "PUBLIC" : granteeText(grant.grantee)} was given ${privilegeNames(grant.gained).join(", ")} on ${displayObject(grant.object)}`,
      revokeText(grant.gained, grant.object, grant.grantee),
    );
  },
});
