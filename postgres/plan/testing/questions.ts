import type { Session } from "../../connect/session";
import { PRIVILEGES_OF_KIND } from "../kinds";
import { questionsOf } from "./meaning";
import { type RandomObject, type RandomRoles, target } from "./random-scene";

/** The schema of every case. */
export const SCHEMA = 'random "schema"';

/** What the server is asked: whether a role has a privilege. */
export interface Question {
  /** `-1` for PUBLIC. */
  readonly role: number;
  /** Absent for the schema. */
  readonly object?: RandomObject;
  readonly privilege: string;
  readonly column?: string;
}

/** A question in words, for a failure. */
export function describe({ role, object, privilege, column }: Question): string {
  return `role ${role}: ${privilege} on ${object?.kind ?? "schema"} ${object?.name ?? ""} ${column ?? ""}`;
}

const asked = new WeakMap<readonly RandomObject[], Question[]>();

function questions(objects: readonly RandomObject[], roles: RandomRoles, major: number): Question[] {
  const known = asked.get(objects);
  if (known !== undefined) return known;
  const made: Question[] = [];
  for (const role of [-1, ...roles.members.keys()]) {
    for (const name of PRIVILEGES_OF_KIND.schema)
      for (const privilege of [name, `${name} WITH GRANT OPTION`]) made.push({ role, privilege });
    for (const object of objects) {
      const names = PRIVILEGES_OF_KIND[object.kind].filter((name) => name !== "MAINTAIN" || major >= 17);
      for (const question of questionsOf(object, names)) made.push({ role, object, ...question });
    }
  }
  asked.set(objects, made);
  return made;
}

/** The server's own answers about every role, object, column and privilege. Equal questions are the same object, so that answers can be compared. */
export async function answers(
  session: Session,
  objects: readonly RandomObject[],
  roles: RandomRoles,
  major: number,
): Promise<Map<Question, boolean>> {
  const all = questions(objects, roles, major);
  const values: string[] = [];
  const value = (text: string) => `$${values.push(text)}`;
  const terms = all.map(({ role, object, privilege, column }) => {
    const who = value(role < 0 ? "public" : (roles.members[role] ?? ""));
    if (object === undefined) return `has_schema_privilege(${who}, ${value(SCHEMA)}, '${privilege}')`;
    const name = value(target(SCHEMA, object));
    if (column !== undefined)
      return `has_column_privilege(${who}, ${name}, ${value(column)}, '${privilege}')`;
    return `has_${functionOf(object.kind)}_privilege(${who}, ${name}, '${privilege}')`;
  });
  const [row] = await session.rows(`SELECT ARRAY[${terms.join(", ")}]`, values);
  const held = (row?.[0] ?? []) as boolean[];
  return new Map(all.map((question, index) => [question, held[index] === true]));
}

function functionOf(kind: RandomObject["kind"]): string {
  if (kind === "sequences") return "sequence";
  if (kind === "types") return "type";
  return kind === "functions" || kind === "securityDefinerFunctions" ? "function" : "table";
}
