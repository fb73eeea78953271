import { displayIdentifier } from "../../postgres/sql/quote";
import type { Facts } from "../facts/facts";
import { known } from "../facts/maybe";
import { displayObject, type ObjectRef } from "../facts/object-ref";
import { type Fact, locate } from "../facts/origin";
import { roleGraph } from "../facts/role-graph";
import { finding, pass, type Verdict } from "../verdict";

/** Objects to an owner that is a superuser. Predefined roles are none, and of a role that nobody tells of nothing is said. */
export function notOfSuperuser(
  object: ObjectRef,
  fact: Fact,
  owner: string,
  facts: Facts,
  fix: string,
): Verdict {
  const superuser = roleGraph(facts).role(owner)?.superuser;
  if (superuser === undefined || !known(superuser)) return pass;
  return finding(
    locate(object, fact, "owner"),
    `${displayObject(object)} belongs to the superuser ${displayIdentifier(owner)}`,
    fix,
  );
}
