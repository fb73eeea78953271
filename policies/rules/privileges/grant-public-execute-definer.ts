import { PUBLIC } from "../../../postgres/model/acl";
import { privilegeSet } from "../../../postgres/model/privileges";
import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { pass, unknown } from "../../verdict";

export default defineRule({
  id: "grant-public-execute-definer",
  title: "PUBLIC may execute a function that runs as its owner",
  severity: "critical",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "function"],
  about: "privileges on functions that run as their owner",
  why: "A SECURITY DEFINER function has its owner's rights, row security included, and PostgreSQL lets PUBLIC execute every new function. Whatever it can be talked into doing, any role that can connect can do.",
  fix: "Revoke EXECUTE from PUBLIC and grant it to the roles that are meant to call the function. Create such functions and revoke in one transaction.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY"],
  catalogue: ["F05", "F06"],
  check(grant, { facts }) {
    if (grant.object.kind !== "function" && grant.object.kind !== "procedure") return undefined;
    const [called] = factsAbout(facts, "function", identityOf(grant.object));
    const securityDefiner = grant.securityDefiner ?? called?.securityDefiner;
    if (grant.extension !== undefined || securityDefiner === false) return undefined;
    if (securityDefiner === undefined) {
      const open =
        known(grant.grantee) === PUBLIC && (known(grant.privileges) & privilegeSet(["EXECUTE"])) !== 0;
      return open
        ? unknown(
            `PUBLIC may execute ${displayObject(grant.object)}, and the declaration does not say whether that runs as its owner`,
            grant.object,
          )
        : pass;
    }
    return known(securityDefiner) ? notToPublic(grant, ["EXECUTE"]) : undefined;
  },
});
