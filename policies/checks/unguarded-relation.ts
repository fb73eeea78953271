import { granteeText } from "../../postgres/model/keys";
import { privilegeNames } from "../../postgres/model/privileges";
import type { Facts } from "../facts/facts";
import { factsAbout } from "../facts/lookup";
import { known } from "../facts/maybe";
import {
  displayObject,
  identityOf,
  type ObjectRef,
  type SourcePlace,
  withGrantee,
} from "../facts/object-ref";
import { locate, standsAt } from "../facts/origin";
import { latestPlace } from "../facts/place-order";
import { isLowTrust } from "../facts/role-graph";
import { revokeText } from "../sql-text";
import { finding, type Verdict } from "../verdict";

/** Objects to every low-trust grantee of a relation that no row security can guard, since the statement of a migration `since`. An empty list where there is none. */
export function closedToOthers(
  object: ObjectRef,
  holds: string,
  facts: Facts,
  trusted: readonly string[],
  since?: SourcePlace,
): readonly Verdict[] {
  return factsAbout(facts, "grant", identityOf(object))
    .filter((grant) => known(grant.privileges) !== 0 && isLowTrust(grant, facts, trusted))
    .map((grant) => {
      const grantee = known(grant.grantee);
      const held = known(grant.privileges);
      return finding(
        locate(standsAt(withGrantee(object, grantee), latestPlace(since, grant.place)), grant),
        `${granteeText(grantee)} has ${privilegeNames(held).join(", ")} on ${displayObject(object)}, which ${holds}`,
        revokeText(held, object, grantee),
      );
    });
}
