import assert from "node:assert/strict";
import fc from "fast-check";
import { converge } from "../../apply/converge";
import { readDatabaseModel } from "../../catalog/read-model";
import { type Session, withSession } from "../../connect/session";
import type { ConnectionSettings } from "../../connect/settings";
import { quoteIdentifier } from "../../sql/quote";
import { PRIVILEGES_OF_KIND } from "../kinds";
import { parseAccess } from "../parse-access";
import { type AccessPlan, planAccess } from "../plan-access";
import { readingFor } from "../reading";
import { isMeant, isMeantOnSchema, questionsOf } from "./meaning";
import { declarationOf, type RandomDeclaration, randomDeclaration } from "./random-declaration";
import { type Drift, makeDrift, randomDrift } from "./random-drift";
import { createScene, type RandomObject, type RandomRoles, randomObjects, target } from "./random-scene";

/** Where a property runs. The database and the roles are its own; every case makes and drops a schema. */
export interface PropertyPlace {
  readonly settings: ConnectionSettings;
  readonly major: number;
  readonly roles: RandomRoles;
}

interface Case {
  readonly objects: readonly RandomObject[];
  readonly declaration: RandomDeclaration;
  readonly drift: readonly Drift[];
}

const SCHEMA = 'random "schema"';

/**
 * Random objects × random declarations × random drift. After an update the server's own answers about every role,
 * object, column and privilege are what the declaration means, a second plan is empty, and every statement did something.
 */
export async function checkAccessProperty(place: PropertyPlace, runs: number): Promise<void> {
  const { major, roles } = place;
  const cases = randomObjects.chain((objects) =>
    fc.record({
      objects: fc.constant(objects),
      declaration: randomDeclaration(objects, roles, major),
      drift: randomDrift(objects, SCHEMA, roles, major),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, (one) =>
      withSession(place.settings, (session) => checkCase(session, place, one)),
    ),
    // Shrinking a case on a server takes long; the seed that is printed brings it back.
    { numRuns: runs, interruptAfterTimeLimit: 1_200_000, markInterruptAsFailure: true, endOnFailure: true },
  );
}

async function checkCase(session: Session, place: PropertyPlace, one: Case): Promise<void> {
  const { settings, roles, major } = place;
  await createScene(session, SCHEMA, one.objects, roles);
  try {
    await makeDrift(session, one.drift);
    const input = declarationOf(one.declaration, { database: settings.database, schema: SCHEMA }, roles);
    const { intent, problems } = parseAccess(input);
    assert.deepEqual(problems, []);
    assert.ok(intent);
    const planNow = async (on: Session) =>
      planAccess(intent, await readDatabaseModel(on, readingFor(intent)));
    const before = await answers(session, one.objects, roles, major);
    const plan = await planNow(session);
    assert.deepEqual(plan.problems, []);
    await everyStatementHasAnEffect(session, plan, roles);
    await converge(settings, planNow);
    const second = await planNow(session);
    assert.deepEqual(second.changes, []);
    assert.deepEqual(second.statements, []);
    assert.deepEqual(second.live, second.desired);
    const after = await answers(session, one.objects, roles, major);
    const rightsOf = await inheritance(session, roles);
    for (const [question, has] of after) {
      const meant = means(one.declaration, question);
      if (one.declaration.mode === "authoritative") {
        assert.equal(has, meant, describe(question));
        continue;
      }
      if (meant || before.get(question) === true) assert.equal(has, true, describe(question));
      // Nothing beyond: who becomes a member of a role with undeclared privileges has those too.
      if (has) {
        const sources = [question.role, ...(rightsOf.get(question.role) ?? [])];
        const same = [...after.keys()].filter(
          (other) => sources.includes(other.role) && isSameBut(other, question),
        );
        assert.ok(
          same.some((other) => means(one.declaration, other) || before.get(other) === true),
          `not meant: ${describe(question)}`,
        );
      }
    }
  } finally {
    await clear(session, roles);
  }
}

function means(declaration: RandomDeclaration, { role, object, privilege, column }: Question): boolean {
  return object === undefined
    ? isMeantOnSchema(declaration, role, privilege)
    : isMeant(declaration, role, object, privilege, column);
}

/** Whether two questions differ in nothing but the role. */
function isSameBut(a: Question, b: Question): boolean {
  return a.object === b.object && a.privilege === b.privilege && a.column === b.column;
}

/** Role → whose rights it has, PUBLIC included, as the server says. */
async function inheritance(session: Session, { members }: RandomRoles): Promise<Map<number, number[]>> {
  const rows = await session.rows(
    `SELECT a.number - 1, b.number - 1 FROM unnest($1::text[]) WITH ORDINALITY AS a(name, number),
            unnest($1::text[]) WITH ORDINALITY AS b(name, number) WHERE pg_has_role(a.name, b.name, 'USAGE')`,
    [members],
  );
  const found = new Map<number, number[]>([...members.keys()].map((role) => [role, [-1]]));
  for (const [role, group] of rows) found.get(Number(role))?.push(Number(group));
  return found;
}

interface Question {
  /** `-1` for PUBLIC. */
  readonly role: number;
  /** Absent for the schema. */
  readonly object?: RandomObject;
  readonly privilege: string;
  readonly column?: string;
}

function describe({ role, object, privilege, column }: Question): string {
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

/** The server's own answers. Equal questions are the same object, so that answers can be compared. */
async function answers(
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

/** Makes the statements one by one in a transaction that is rolled back. */
async function everyStatementHasAnEffect(
  session: Session,
  plan: AccessPlan,
  roles: RandomRoles,
): Promise<void> {
  await session.query("BEGIN");
  try {
    let before = await fingerprint(session, roles);
    for (const { sql, actAs } of plan.statements) {
      if (actAs !== undefined) await session.query(`SET LOCAL ROLE ${quoteIdentifier(actAs)}`);
      await session.query(sql);
      if (actAs !== undefined) await session.query("RESET ROLE");
      const after = await fingerprint(session, roles);
      assert.notEqual(after, before, `without effect: ${sql}`);
      before = after;
    }
  } finally {
    await session.query("ROLLBACK");
  }
}

async function fingerprint(session: Session, roles: RandomRoles): Promise<string> {
  const [row] = await session.rows(
    `SELECT (SELECT string_agg(concat_ws(' ', oid, relowner, relacl), ';' ORDER BY oid) FROM pg_class WHERE relnamespace = n.oid),
            (SELECT string_agg(concat_ws(' ', attrelid, attnum, attacl), ';' ORDER BY attrelid, attnum)
               FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE c.relnamespace = n.oid AND attacl IS NOT NULL),
            (SELECT string_agg(concat_ws(' ', oid, proowner, proacl), ';' ORDER BY oid) FROM pg_proc WHERE pronamespace = n.oid),
            (SELECT string_agg(concat_ws(' ', oid, typowner, typacl), ';' ORDER BY oid) FROM pg_type WHERE typnamespace = n.oid),
            n.nspowner, n.nspacl::text,
            (SELECT string_agg(d::text, ';' ORDER BY oid) FROM pg_default_acl d),
            (SELECT string_agg(m::text, ';' ORDER BY roleid, member, grantor) FROM pg_auth_members m),
            (SELECT string_agg(r::text, ';' ORDER BY oid) FROM pg_roles r WHERE rolname = ANY ($2)),
            (SELECT string_agg(s::text, ';' ORDER BY setdatabase, setrole)
               FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole WHERE rolname = ANY ($2))
       FROM pg_namespace n WHERE nspname = $1`,
    [SCHEMA, roles.members],
  );
  return JSON.stringify(row);
}

/** Everything of the case goes; the roles stay, with nothing. */
async function clear(session: Session, roles: RandomRoles): Promise<void> {
  await session.query(`DROP SCHEMA ${quoteIdentifier(SCHEMA)} CASCADE`);
  const all = [roles.owner, roles.other, ...roles.members];
  await session.query(`DROP OWNED BY ${all.map(quoteIdentifier).join(", ")}`);
  for (const name of roles.members) {
    await session.query(`ALTER ROLE ${quoteIdentifier(name)} NOCREATEDB NOCREATEROLE NOREPLICATION`);
    await session.query(`ALTER ROLE ${quoteIdentifier(name)} RESET ALL`);
  }
  for (const group of [...roles.members, "pg_read_all_data"])
    await session.query(
      `REVOKE ${quoteIdentifier(group)} FROM ${roles.members.map(quoteIdentifier).join(", ")} CASCADE`,
    );
}
