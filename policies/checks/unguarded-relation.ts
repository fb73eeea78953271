import { granteeText } from "../../postgres/model/keys";
import { privilegeNames } from "../../postgres/model/privileges";
import type { Facts } from "../facts/facts";
import { factsAbout } from "../facts/lookup";
import { known } from "../facts/maybe";
import { displayObject, identityOf, type ObjectRef, withGrantee } from "../facts/object-ref";
import { locate } from "../facts/origin";
import { isLowTrust } from "../facts/role-graph";
import { revokeText } from "../sql-text";
import { finding, type Verdict } from "../verdict";

/** Objects to every low-trust grantee of a relation that no row security can guard. An empty list where there is none. */
export function closedToOthers(
  object: ObjectRef,
  holds: string,
  facts: Facts,
  trusted: readonly string[],
): readonly Verdict[] {
  return factsAbout(facts, "grant", identityOf(object))
    .filter((grant) => known(grant.privileges) !== 0 && isLowTrust(grant, facts, trusted))
    .map((grant) => {
      const grantee = known(grant.grantee);
      const held = known(grant.privileges);
      return finding(
        locate(withGrantee(object, grantee), grant),
        `${granteeText(grantee)} has ${privilegeNames(held).join(", ")} on ${displayObject(object)}, which ${holds}`,
        revokeText(held, object, grantee),
      );
    });
}
