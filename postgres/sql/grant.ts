import { PUBLIC } from "../model/acl";
import type { ObjectName } from "../model/objects";
import { type PrivilegeSet, privilegeNames } from "../model/privileges";
import { quoteIdentifier } from "./quote";
import { grantWord, quoteGrantees, quoteObject } from "./target";

/**
 * What a GRANT says. All objects must share one {@link grantWord}; columns stand beside no other kind, and each
 * relation must come with the same columns.
 */
export interface Grant {
  readonly privileges: PrivilegeSet;
  readonly objects: readonly ObjectName[];
  readonly grantees: readonly string[];
  /** Also the right to pass the privileges on. PostgreSQL has no such right for PUBLIC. @default false */
  readonly grantOption?: boolean;
}

/**
 * `GRANT privileges ON kind objects TO grantees [WITH GRANT OPTION]`. Many objects and grantees in one statement: one
 * round trip, one lock pass.
 */
export function grant({ privileges, objects, grantees, grantOption }: Grant): string {
  if (grantOption === true && grantees.includes(PUBLIC))
    throw new RangeError("PUBLIC cannot be given a grant option");
  const option = grantOption === true ? " WITH GRANT OPTION" : "";
  return `GRANT ${grantClause(privileges, objects)} TO ${quoteGrantees(grantees)}${option}`;
}

/** `privileges ON kind objects`, as GRANT and REVOKE have it. Privileges on columns: `SELECT ("a", "b") ON TABLE …`. */
export function grantClause(privileges: PrivilegeSet, objects: readonly ObjectName[]): string {
  const names = privilegeWords(privileges);
  const [first] = objects;
  if (first === undefined) throw new RangeError("a list of objects must not be empty");
  const word = grantWord(first.kind);
  if (objects.some((object) => grantWord(object.kind) !== word)) {
    throw new RangeError(`one statement cannot name ${word} and other kinds together`);
  }
  if (!objects.some(({ kind }) => kind === "column")) {
    return `${names.join(", ")} ON ${word} ${objects.map(quoteObject).join(", ")}`;
  }
  const { relations, columns } = columnsOf(objects);
  return `${names.map((name) => `${name} (${columns})`).join(", ")} ON ${word} ${relations.join(", ")}`;
}

/** The privileges as SQL words. */
export function privilegeList(privileges: PrivilegeSet): string {
  return privilegeWords(privileges).join(", ");
}

function privilegeWords(privileges: PrivilegeSet): string[] {
  const names = privilegeNames(privileges);
  if (names.length === 0) throw new RangeError("a list of privileges must not be empty");
  return names;
}

function columnsOf(objects: readonly ObjectName[]): { relations: string[]; columns: string } {
  const byRelation = new Map<string, string[]>();
  for (const object of objects) {
    if (object.column === undefined)
      throw new RangeError("one statement cannot name columns and whole relations together");
    const relation = quoteObject(object);
    const columns = byRelation.get(relation) ?? [];
    columns.push(quoteIdentifier(object.column));
    byRelation.set(relation, columns);
  }
  const lists = new Set([...byRelation.values()].map((columns) => [...columns].sort().join()));
  if (lists.size > 1)
    throw new RangeError("one statement cannot name different columns of several relations");
  const [columns = []] = byRelation.values();
  return { relations: [...byRelation.keys()], columns: columns.join(", ") };
}
