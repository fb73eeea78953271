import type { ObjectName } from "../model/objects";
import { type PrivilegeSet, privilegeNames } from "../model/privileges";
import { quoteIdentifier } from "./quote";
import { grantWord, quoteGrantees, quoteObject } from "./target";

/** What a GRANT says. All objects must share one {@link grantWord}; columns are those of one relation. */
export interface Grant {
  readonly privileges: PrivilegeSet;
  readonly objects: readonly ObjectName[];
  readonly grantees: readonly string[];
  /** WITH GRANT OPTION. @default false */
  readonly grantOption?: boolean;
}

/** `GRANT privileges ON kind objects TO grantees`. Many objects and grantees in one statement: one round trip, one lock pass. */
export function grant({ privileges, objects, grantees, grantOption }: Grant): string {
  const option = grantOption === true ? " WITH GRANT OPTION" : "";
  return `GRANT ${privilegesOn(privileges, objects)} TO ${quoteGrantees(grantees)}${option}`;
}

/** `SELECT, INSERT ON TABLE …`; for columns `SELECT ("a", "b"), INSERT ("a", "b") ON TABLE …`. */
export function privilegesOn(privileges: PrivilegeSet, objects: readonly ObjectName[]): string {
  const columns = objects.flatMap(({ column }) => (column === undefined ? [] : [quoteIdentifier(column)]));
  const [first] = objects;
  if (columns.length === 0 || first === undefined)
    return `${privilegeList(privileges)} ON ${objectList(objects)}`;
  if (columns.length < objects.length || objects.some((object) => !sameRelation(object, first)))
    throw new RangeError("one statement names the columns of one relation");
  const list = privilegeNames(privileges).map((name) => `${name} (${columns.join(", ")})`);
  if (list.length === 0) throw new RangeError("a list of privileges must not be empty");
  return `${list.join(", ")} ON TABLE ${quoteObject(first)}`;
}

function sameRelation(a: ObjectName, b: ObjectName): boolean {
  return a.schema === b.schema && a.name === b.name;
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
