import assert from "node:assert/strict";
import fc from "fast-check";
import { converge } from "../../apply/converge";
import { preflight } from "../../apply/preflight";
import { readDatabaseModel } from "../../catalog/read-model";
import { type Session, withSession } from "../../connect/session";
import type { ConnectionSettings } from "../../connect/settings";
import { quoteIdentifier } from "../../sql/quote";
import type { AccessIntent } from "../access-intent";
import { PRIVILEGES_OF_KIND } from "../kinds";
import { parseAccess } from "../parse-access";
import { planAccess } from "../plan-access";
import { readingFor } from "../reading";
import { everyStatementHasAnEffect } from "./effects";
import { effectiveRoles, isDenied, isMeant, isMeantOnSchema, questionsOf } from "./meaning";
import { answers, describe, type Question, SCHEMA } from "./questions";
import {
  declarationOf,
  type RandomDeclaration,
  type RandomDenial,
  randomDeclaration,
} from "./random-declaration";
import { type Drift, makeDrift, randomDrift } from "./random-drift";
import { createScene, type RandomObject, type RandomRoles, randomObjects } from "./random-scene";

/** Where a property runs. The database and the roles are its own; every case makes and drops a schema. */
export interface PropertyPlace {
  /** By which the scene is made and looked at: a superuser's. */
  readonly settings: ConnectionSettings;
  /** By which the plan is made and applied. */
  readonly work: ConnectionSettings;
  readonly major: number;
  readonly roles: RandomRoles;
}

interface Case {
  readonly objects: readonly RandomObject[];
  readonly declaration: RandomDeclaration;
  readonly drift: readonly Drift[];
}

/**
 * Random objects × random declarations × random drift. After an update the server's own answers about every role,
 * object, column and privilege are what the declaration means, a second plan is empty, and every statement did something.
 */
export async function checkAccessProperty(place: PropertyPlace, runs: number, seed?: number): Promise<void> {
  const { major, roles } = place;
  const cases = randomObjects.chain((objects) =>
    fc.record({
      objects: fc.constant(objects),
      declaration: randomDeclaration(objects, roles, major),
      drift: randomDrift(objects, SCHEMA, roles, major),
    }),
  );
  const checked = (session: Session, own: Session) =>
    fc.assert(
      fc.asyncProperty(cases, (one) => checkCase(session, own, place, one)),
      // Shrinking a case on a server takes long; the seed that is printed brings it back.
      {
        ...(seed === undefined ? {} : { seed }),
        numRuns: runs,
        interruptAfterTimeLimit: 1_200_000,
        markInterruptAsFailure: true,
        endOnFailure: true,
      },
    );
  // One session for all cases, and one for all their plans: what they share is the schema's name and the roles.
  await withSession(place.settings, (session) => withSession(place.work, (own) => checked(session, own)));
}

async function checkCase(session: Session, own: Session, place: PropertyPlace, one: Case): Promise<void> {
  const { roles, major, work } = place;
  await createScene(session, SCHEMA, one.objects, roles);
  try {
    await makeDrift(session, one.drift);
    const asked = () => answers(session, one.objects, roles, major);
    const { declaration, intent } = await accepted(own, place, one, await asked());
    if (roles.manager !== undefined) await openToOwners(session, own, intent);
    const before = await asked();
    const planNow = async (on: Session) =>
      planAccess(intent, await readDatabaseModel(on, readingFor(intent)));
    const plan = await planNow(own);
    assert.deepEqual(plan.problems, []);
    await everyStatementHasAnEffect(own, plan, roles);
    await converge(work, planNow);
    const second = await planNow(own);
    assert.deepEqual(second.changes, []);
    assert.deepEqual(second.statements, []);
    assert.deepEqual(second.live, second.desired);
    const after = await answers(session, one.objects, roles, major);
    assertMeaning(declaration, before, after, await inheritance(session, roles));
  } finally {
    await clear(session, roles);
  }
}

/**
 * Who is no superuser may have to become an owner, who then must be able to use the schema. That is all that may be
 * missing, and what the preflight gives as its cure must mend it.
 */
async function openToOwners(session: Session, own: Session, intent: AccessIntent): Promise<void> {
  const lacking = async () => {
    const model = await readDatabaseModel(own, readingFor(intent));
    return preflight(model, planAccess(intent, model));
  };
  const first = await lacking();
  for (const { what, fix } of first) {
    assert.match(what, /^USAGE on schema /);
    for (const sql of fix) await session.query(sql);
  }
  if (first.length > 0) assert.deepEqual(await lacking(), []);
}

/**
 * The declaration as the plan takes it. Where a denial contradicts the rest, exactly that must be said; the case goes on
 * without denials.
 */
async function accepted(
  own: Session,
  { settings, roles }: PropertyPlace,
  { declaration, objects }: Case,
  before: ReadonlyMap<Question, boolean>,
): Promise<{ declaration: RandomDeclaration; intent: AccessIntent }> {
  const parse = (wanted: RandomDeclaration) =>
    parseAccess(declarationOf(wanted, { database: settings.database, schema: SCHEMA }, roles));
  const { intent, problems } = parse(declaration);
  const planned =
    intent === undefined || declaration.denials.length === 0
      ? []
      : planAccess(intent, await readDatabaseModel(own, readingFor(intent))).problems;
  const said = [...problems, ...planned];
  for (const { path, reason } of said) {
    const denial = declaration.denials[Number(/^denials\[(\d+)\]$/.exec(path)?.[1])];
    const isTrue =
      denial !== undefined &&
      (reason.includes("which it would have")
        ? keeps(declaration, denial, before)
        : mayConflict(declaration, denial, objects, reason));
    assert.ok(isTrue, `${path}: ${reason}`);
  }
  const conflicts = [...before.keys()].filter(
    (question) => isDeniedBy(declaration.denials, question) && means(declaration, question),
  );
  if (conflicts.length > 0 && said.length === 0)
    assert.fail(`given and denied: ${conflicts.map(describe).join("; ")}`);
  if (intent !== undefined && said.length === 0) return { declaration, intent };
  const without = { ...declaration, denials: [] };
  const parsed = parse(without);
  assert.deepEqual(parsed.problems, []);
  assert.ok(parsed.intent);
  return { declaration: without, intent: parsed.intent };
}

/** Whether the role, or one whose rights it is to have, has already what is denied, in a mode that leaves that in place. */
function keeps(
  declaration: RandomDeclaration,
  denial: RandomDenial,
  before: ReadonlyMap<Question, boolean>,
): boolean {
  const sources = effectiveRoles(declaration, denial.role);
  return (
    declaration.mode !== "authoritative" &&
    [...before].some(
      ([question, has]) =>
        has && sources.includes(question.role) && isDeniedBy([denial], { ...question, role: denial.role }),
    )
  );
}

/**
 * Whether a denial may be refused: it meets what the declaration gives, on an object that exists or on one of the same
 * name or kind that is yet to be made and no partition.
 */
function mayConflict(
  declaration: RandomDeclaration,
  denial: RandomDenial,
  objects: readonly RandomObject[],
  reason: string,
): boolean {
  if (reason.includes("which it owns, and an owner has its privileges on the whole relation")) return true;
  const names = new Set([...objects.map(({ name }) => name), "\u0001 some other"]);
  return [...names].some((name) => {
    const object: RandomObject = { kind: denial.kind, name, form: 0, strange: false };
    return questionsOf(object, PRIVILEGES_OF_KIND[denial.kind]).some(
      ({ privilege, column }) =>
        isDenied(denial, denial.role, object, privilege, column) &&
        isMeant(declaration, denial.role, object, privilege, column),
    );
  });
}

function isDeniedBy(
  denials: readonly RandomDenial[],
  { role, object, privilege, column }: Question,
): boolean {
  return object !== undefined && denials.some((denial) => isDenied(denial, role, object, privilege, column));
}

function assertMeaning(
  declaration: RandomDeclaration,
  before: ReadonlyMap<Question, boolean>,
  after: ReadonlyMap<Question, boolean>,
  rightsOf: ReadonlyMap<number, readonly number[]>,
): void {
  for (const [question, has] of after) {
    const meant = means(declaration, question);
    if (isDeniedBy(declaration.denials, question)) {
      // An owner may always pass on what it does not have.
      if (!question.privilege.endsWith(" WITH GRANT OPTION"))
        assert.equal(has, false, `denied: ${describe(question)}`);
      continue;
    }
    if (declaration.mode === "authoritative") {
      assert.equal(has, meant, describe(question));
      continue;
    }
    const sources = [question.role, ...(rightsOf.get(question.role) ?? [])];
    const isTaken = sources.some((role) => isDeniedBy(declaration.denials, { ...question, role }));
    if (meant || (before.get(question) === true && !isTaken)) assert.equal(has, true, describe(question));
    // Nothing beyond: who becomes a member of a role with undeclared privileges has those too.
    if (has) {
      const same = [...after.keys()].filter(
        (other) => sources.includes(other.role) && isSameBut(other, question),
      );
      assert.ok(
        same.some((other) => means(declaration, other) || before.get(other) === true),
        `not meant: ${describe(question)}`,
      );
    }
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
