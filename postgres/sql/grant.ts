import type { ObjectName } from "../model/objects";
import { type PrivilegeSet, privilegeNames } from "../model/privileges";
import { grantWord, quoteGrantees, quoteObject } from "./target";

/** What a GRANT says. All objects must share one {@link grantWord}. */
export interface Grant {
  readonly privileges: PrivilegeSet;
  readonly objects: readonly ObjectName[];
  readonly grantees: readonly string[];
}

/** `GRANT privileges ON kind objects TO grantees`. Many objects and grantees in one statement: one round trip, one lock pass. */
export function grant({ privileges, objects, grantees }: Grant): string {
  return `GRANT ${privilegeList(privileges)} ON ${objectList(objects)} TO ${quoteGrantees(grantees)}`;
}

/** The privileges as SQL words. */
export function privilegeList(privileges: PrivilegeSet): string {
  const names = privilegeNames(privileges);
  if (names.length === 0) throw new RangeError("a list of privileges must not be empty");
  return names.join(", ");
}

/** `TABLE "a"."b", "a"."c"`. */
export function objectList(objects: readonly ObjectName[]): string {
  const [first] = objects;
  if (first === undefined) throw new RangeError("a list of objects must not be empty");
  const word = grantWord(first.kind);
  if (objects.some((object) => grantWord(object.kind) !== word)) {
    throw new RangeError(`one statement cannot name ${word} and other kinds together`);
  }
  return `${word} ${objects.map(quoteObject).join(", ")}`;
}
