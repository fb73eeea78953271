import { PUBLIC } from "../../../postgres/model/acl";
import { privilegeSet } from "../../../postgres/model/privileges";
import { creatorText, defaultPrivilegeRef, forRoleText } from "../../checks/default-privilege";
import { DECLARED_GRANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "default-privilege-public-execute",
  title: "PUBLIC may execute every function to come",
  severity: "medium",
  topic: "privileges",
  // Whether an owner has revoked the built-in default is seen in the server only.
  scope: "closed-world",
  facts: ["defaultPrivilege"],
  about: "roles that own objects",
  why: "PostgreSQL lets PUBLIC execute every new function as long as nobody takes that default back. For a function that runs as its owner this is a hole from its first moment.",
  fix: "Revoke the default once for every role that creates functions. It can be revoked for the whole database only, not for one schema.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html"],
  catalogue: ["G07"],
  check(fact) {
    if (fact.kind !== "functions" || known(fact.schema) !== null) return undefined;
    const open = known(fact.grantee) === PUBLIC && (known(fact.privileges) & privilegeSet(["EXECUTE"])) !== 0;
    if (!open) return pass;
    const owner = known(fact.owner);
    return finding(
      locate(defaultPrivilegeRef(fact), fact),
      `PUBLIC will have EXECUTE on every function that ${creatorText(owner)} creates`,
      `ALTER DEFAULT PRIVILEGES${forRoleText(owner)} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;`,
    );
  },
});
