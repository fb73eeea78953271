import { PUBLIC } from "../model/acl";
import type { DefaultKind } from "../model/model";
import type { ObjectKind } from "../model/objects";
import { type Privilege, privilegeSet, type Rights } from "../model/privileges";

/** What acldefault() gives to PUBLIC (src/backend/utils/adt/acl.c); on every other kind nothing. */
const TO_PUBLIC: Readonly<Partial<Record<ObjectKind | DefaultKind, readonly Privilege[]>>> = {
  database: ["CONNECT", "TEMPORARY"],
  function: ["EXECUTE"],
  procedure: ["EXECUTE"],
  aggregate: ["EXECUTE"],
  functions: ["EXECUTE"],
  language: ["USAGE"],
  type: ["USAGE"],
  domain: ["USAGE"],
  types: ["USAGE"],
};

/** What PUBLIC has on a new object of a kind without any GRANT. */
export function builtInGrants(kind: ObjectKind | DefaultKind): ReadonlyMap<string, Rights> {
  const privileges = TO_PUBLIC[kind];
  return privileges === undefined ? new Map() : new Map([[PUBLIC, privilegeSet(privileges)]]);
}
