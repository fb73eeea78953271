import type { ObjectName } from "../model/objects";
import type { AclChange } from "./diff-acl";

/** One change of one object's access list, before changes are gathered into statements and sentences. */
export interface AclStep extends AclChange {
  readonly object: ObjectName;
  readonly owner: string;
}
