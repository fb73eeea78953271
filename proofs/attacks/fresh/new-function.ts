import { heldBy, PUBLIC } from "../../../postgres/model/acl";
import { quoteQualified } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { moot } from "../../observation";
import type { TenantSchema } from "../../scene/scene";

/** PostgreSQL lets PUBLIC execute every new function unless default privileges say otherwise. */
export default defineAttack({
  id: "new-function",
  title: "Calls a SECURITY DEFINER function that the owner has just created",
  family: "new objects",
  severity: "high",
  as: EVERYONE,
  target: "tenant schema",
  why: "Until somebody revokes it, a new function with its owner's rights can be called by everybody.",
  defence: "default privileges of the owner that take EXECUTE from PUBLIC",
  fix: "ALTER DEFAULT PRIVILEGES FOR ROLE the owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC (for the whole database: a schema's own defaults cannot take it away)",
  run: async (context, { object, owner, sample }) => {
    if (isMeant(context, object.name, owner))
      return moot(
        "default privileges give this role EXECUTE on new functions by name: that was somebody's decision",
      );
    const routine = quoteQualified(object.name, "palisade proof");
    return context.attempt({
      prepareAs: owner,
      prepare: [
        `CREATE FUNCTION ${routine}() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = ''
           AS 'SELECT count(*) FROM (SELECT FROM ${quoteObject(sample.object).replaceAll("'", "''")} LIMIT 1) AS row'`,
      ],
      statements: [`SELECT ${routine}()`],
      evidence: "called it with the owner's rights",
    });
  },
});

function isMeant({ attacker, scene }: AttackContext, schema: string, owner: TenantSchema["owner"]): boolean {
  return scene.model.defaultPrivileges.some(
    (defaults) =>
      defaults.kind === "functions" &&
      defaults.owner === owner &&
      (defaults.schema === null || defaults.schema === schema) &&
      [...attacker.has].some((role) => role !== PUBLIC && role !== owner && heldBy(defaults.acl, role) !== 0),
  );
}
