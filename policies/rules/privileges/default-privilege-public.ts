import { PUBLIC } from "../../../postgres/model/acl";
import { privilegeNames } from "../../../postgres/model/privileges";
import { creatorText, defaultPrivilegeRef, forRoleText, inSchemaText } from "../../checks/default-privilege";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "default-privilege-public",
  title: "PUBLIC will have privileges on objects to come",
  severity: "high",
  topic: "privileges",
  scope: "object",
  facts: ["defaultPrivilege"],
  about: "stored default privileges",
  why: "Every table that a later migration creates is open to every role of the server from its first moment, and nobody sees a GRANT in that migration.",
  fix: "Revoke it with ALTER DEFAULT PRIVILEGES … FROM PUBLIC, for every owner and schema.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html"],
  catalogue: ["G07"],
  check(fact) {
    // What PostgreSQL gives PUBLIC by itself is the business of default-privilege-public-execute.
    if (fact.builtIn) return undefined;
    if (known(fact.grantee) !== PUBLIC || known(fact.privileges) === 0) return pass;
    const names = privilegeNames(known(fact.privileges)).join(", ");
    const owner = known(fact.owner);
    return finding(
      locate(defaultPrivilegeRef(fact), fact),
      `PUBLIC will have ${names} on ${fact.kind} that ${creatorText(owner)} creates${inSchemaText(fact)}`,
      `ALTER DEFAULT PRIVILEGES${forRoleText(owner)}${inSchemaText(fact, true)} REVOKE ${names} ON ${fact.kind.toUpperCase()} FROM PUBLIC;`,
    );
  },
});
