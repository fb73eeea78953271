import { OBJECT_KINDS } from "../../postgres/model/objects";
import { type PrivilegeSet, privilegeSet } from "../../postgres/model/privileges";
import { COLUMN_PRIVILEGES, grantKindsOf, MAINTAIN, PRIVILEGES_OF_KIND } from "../../postgres/plan/kinds";

/**
 * What ALL means of a kind of object; of one that is not known, nothing. MAINTAIN is left out: servers before PostgreSQL
 * 17 do not know the word.
 */
export function allPrivileges(kind: string): PrivilegeSet {
  const known = OBJECT_KINDS.find((one) => one === kind);
  if (known === undefined) return 0;
  if (known === "column") return privilegeSet(COLUMN_PRIVILEGES);
  const [first] = grantKindsOf(known);
  return first === undefined ? 0 : privilegeSet(PRIVILEGES_OF_KIND[first]) & ~MAINTAIN;
}
