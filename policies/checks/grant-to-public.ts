import { PUBLIC } from "../../postgres/model/acl";
import {
  type Privilege,
  type PrivilegeSet,
  privilegeNames,
  privilegeSet,
} from "../../postgres/model/privileges";
import { known } from "../facts/maybe";
import { displayObject, withGrantee } from "../facts/object-ref";
import { locate } from "../facts/origin";
import type { GrantFact } from "../facts/privileges";
import { revokeText } from "../sql-text";
import { finding, pass, type Verdict } from "../verdict";

/** Objects to PUBLIC holding any of these privileges on the object. */
export function notToPublic(grant: GrantFact, unwanted: readonly Privilege[] | "any"): Verdict {
  if (known(grant.grantee) !== PUBLIC) return pass;
  const held: PrivilegeSet = known(grant.privileges) & (unwanted === "any" ? ~0 : privilegeSet(unwanted));
  if (held === 0) return pass;
  const ref = withGrantee(grant.object, PUBLIC);
  return finding(
    locate(ref, grant),
    `PUBLIC, that is every role that can connect, has ${privilegeNames(held).join(", ")} on ${displayObject(grant.object)}`,
    revokeText(held, grant.object, PUBLIC),
  );
}
