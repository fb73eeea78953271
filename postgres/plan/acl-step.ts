import type { ObjectName } from "../model/objects";
import type { PrivilegeSet } from "../model/privileges";

/** One step on one object, before steps are gathered into statements and sentences. */
export interface AclStep {
  readonly action: "GRANT" | "REVOKE" | "REVOKE GRANT OPTION";
  readonly object: ObjectName;
  readonly grantee: string;
  readonly privileges: PrivilegeSet;
  /** The grantor whose grant is taken back, where it is not the owner. */
  readonly actAs?: string;
}
