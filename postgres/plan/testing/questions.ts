import type { Session } from "../../connect/session";
import { PRIVILEGES_OF_KIND } from "../kinds";
import { questionsOf } from "./meaning";
import { isOutside, type OutsideKind } from "./random-outside";
import { type RandomObject, type RandomPlace, type RandomRoles, target } from "./random-scene";
import { TO_COME, withObjectsToCome } from "./random-to-come";

/** The schema of every case. */
export const SCHEMA = 'random "schema"';

/** What the server is asked: whether a role has a privilege. */
export interface Question {
  /** One of the members; or {@link PUBLIC_ROLE}, {@link OWNER}, {@link OTHER_OWNER}. */
  readonly role: number;
  /** Absent for the schema. */
  readonly object?: RandomObject;
  readonly privilege: string;
  readonly column?: string;
}

/** Who is asked about beside the members. */
export const [PUBLIC_ROLE, OWNER, OTHER_OWNER] = [-1, -2, -3] as const;

/** A question in words, for a failure. */
export function describe({ role, object, privilege, column }: Question): string {
  return `role ${role}: ${privilege} on ${object?.kind ?? "schema"} ${object?.name ?? ""} ${column ?? ""}`.trimEnd();
}

const asked = new WeakMap<readonly RandomObject[], Question[]>();

function questions(objects: readonly RandomObject[], roles: RandomRoles, major: number): Question[] {
  const known = asked.get(objects);
  if (known !== undefined) return known;
  const made = questionsAbout([PUBLIC_ROLE, ...roles.members.keys()], [...objects, ...TO_COME], major);
  asked.set(objects, made);
  return made;
}

function questionsAbout(who: readonly number[], objects: readonly RandomObject[], major: number): Question[] {
  const made: Question[] = [];
  for (const role of who) {
    for (const name of PRIVILEGES_OF_KIND.schema)
      for (const privilege of [name, `${name} WITH GRANT OPTION`]) made.push({ role, privilege });
    for (const object of objects) {
      const names = PRIVILEGES_OF_KIND[object.kind].filter((name) => name !== "MAINTAIN" || major >= 17);
      for (const question of questionsOf(object, names)) made.push({ role, object, ...question });
    }
  }
  return made;
}

/** The server's own answers about the declared owner, and about the one that owned some of the objects before. */
export function answersAboutOwners(
  session: Session,
  objects: readonly RandomObject[],
  place: RandomPlace,
): Promise<Map<Question, boolean>> {
  const inSchema = objects.filter(({ kind }) => !isOutside(kind));
  return ask(session, questionsAbout([PUBLIC_ROLE, OWNER, OTHER_OWNER], inSchema, place.major), place);
}

/** The server's own answers about every role, object, column and privilege. Equal questions are the same object, so that answers can be compared. */
export function answers(
  session: Session,
  objects: readonly RandomObject[],
  place: RandomPlace,
): Promise<Map<Question, boolean>> {
  return ask(session, questions(objects, place.roles, place.major), place);
}

async function ask(
  session: Session,
  all: readonly Question[],
  { roles, major }: RandomPlace,
): Promise<Map<Question, boolean>> {
  const values: string[] = [];
  const value = (text: string) => `$${values.push(text)}`;
  const terms = all.map(({ role, object, privilege, column }) => {
    if (object?.kind === "largeObjects" && major < 18)
      return largeObjectTerm(
        role === PUBLIC_ROLE ? undefined : value(nameOf(role, roles)),
        object.name,
        privilege,
      );
    const who = value(nameOf(role, roles));
    if (object === undefined) return `has_schema_privilege(${who}, ${value(SCHEMA)}, '${privilege}')`;
    if (isOutside(object.kind))
      return `has_${FUNCTION_OUTSIDE[object.kind]}_privilege(${who}, ${object.kind === "largeObjects" ? object.name : value(object.name)}, '${privilege}')`;
    const name = value(target(SCHEMA, object));
    if (column !== undefined)
      return `has_column_privilege(${who}, ${name}, ${value(column)}, '${privilege}')`;
    return `has_${functionOf(object.kind)}_privilege(${who}, ${name}, '${privilege}')`;
  });
  const [row] = await withObjectsToCome(session, SCHEMA, roles, () =>
    session.rows(`SELECT ARRAY[${terms.join(", ")}]`, values),
  );
  const held = (row?.[0] ?? []) as boolean[];
  return new Map(all.map((question, index) => [question, held[index] === true]));
}

function nameOf(role: number, { members, owner, other }: RandomRoles): string {
  if (role === OWNER) return owner;
  if (role === OTHER_OWNER) return other;
  return role === PUBLIC_ROLE ? "public" : (members[role] ?? "");
}

const FUNCTION_OUTSIDE: Readonly<Record<OutsideKind, string>> = {
  database: "database",
  languages: "language",
  foreignDataWrappers: "foreign_data_wrapper",
  foreignServers: "server",
  largeObjects: "largeobject",
  tablespaces: "tablespace",
  parameters: "parameter",
};

/** What has_largeobject_privilege() came to, before PostgreSQL 18 had it. `who` is absent for PUBLIC. */
function largeObjectTerm(who: string | undefined, oid: string, privilege: string): string {
  const name = privilege.replace(/ WITH GRANT OPTION$/, "");
  const passesOn = name !== privilege;
  const mine = (role: string) => (who === undefined ? "false" : `pg_has_role(${who}, ${role}, 'USAGE')`);
  return `EXISTS (SELECT FROM pg_largeobject_metadata o WHERE o.oid = ${oid} AND (${passesOn ? mine("lomowner") : "false"}
    OR EXISTS (SELECT FROM aclexplode(coalesce(lomacl, acldefault('L', lomowner))) a
                WHERE privilege_type = '${name}' AND (${passesOn ? "is_grantable" : "true"})
                  AND (grantee = 0 OR grantee <> 0 AND ${mine("grantee")}))))`;
}

function functionOf(kind: RandomObject["kind"]): string {
  if (kind === "sequences") return "sequence";
  if (kind === "types") return "type";
  return kind === "functions" || kind === "securityDefinerFunctions" ? "function" : "table";
}
