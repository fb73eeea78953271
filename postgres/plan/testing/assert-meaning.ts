import assert from "node:assert/strict";
import { PRIVILEGES_OF_KIND } from "../kinds";
import {
  effectiveRoles,
  isDenied,
  isMeant,
  isMeantAtFirst,
  isMeantOnSchema,
  modeFor,
  modeInAdvance,
  questionsOf,
} from "./meaning";
import { describe, OWNER, PUBLIC_ROLE, type Question } from "./questions";
import type { RandomDeclaration, RandomDenial } from "./random-declaration";
import type { RandomObject } from "./random-scene";

/**
 * Whether the role has what is denied to it by something that the mode leaves in place: it, or a role whose rights it has
 * or is to have, had it before, or is to have it. PUBLIC has every language at first, whatever the mode.
 */
export function keeps(
  declaration: RandomDeclaration,
  denial: RandomDenial,
  before: ReadonlyMap<Question, boolean>,
  rightsOf: ReadonlyMap<number, readonly number[]>,
): boolean {
  if (denial.kind === "languages") return true;
  const sources = new Set([
    ...effectiveRoles(declaration, denial.role),
    ...(declaration.mode === "authoritative" ? [] : (rightsOf.get(denial.role) ?? [])),
  ]);
  return [...before].some(
    ([question, has]) =>
      (means(declaration, question) ||
        (has &&
          (modeFor(declaration, question.object) !== "authoritative" ||
            declaration.mode !== "authoritative"))) &&
      sources.has(question.role) &&
      isDeniedBy([denial], { ...question, role: denial.role }),
  );
}

/**
 * Whether a denial may be refused: it meets what the declaration gives, on an object that exists or on one of the same
 * name or kind that is yet to be made and no partition.
 */
export function mayConflict(
  declaration: RandomDeclaration,
  denial: RandomDenial,
  objects: readonly RandomObject[],
  reason: string,
): boolean {
  if (reason.includes("which it owns, and an owner has its privileges on the whole relation")) return true;
  if (reason.includes(" gives on those to come")) return declaration.defaults.length > 0;
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

/** Whether one of the denials is about what is asked. */
export function isDeniedBy(
  denials: readonly RandomDenial[],
  { role, object, privilege, column }: Question,
): boolean {
  return object !== undefined && denials.some((denial) => isDenied(denial, role, object, privilege, column));
}

/** The server's answers after an update are what the declaration means. */
export function assertMeaning(
  declaration: RandomDeclaration,
  before: ReadonlyMap<Question, boolean>,
  after: ReadonlyMap<Question, boolean>,
  rightsOf: ReadonlyMap<number, readonly number[]>,
): void {
  const isWhole = declaration.mode === "authoritative";
  for (const [question, has] of after) {
    const { object, privilege, role } = question;
    const mode = modeFor(declaration, object);
    const meant = isMeantFor(declaration, question);
    if (isDeniedBy(declaration.denials, question)) {
      // An owner may always pass on what it does not have. What others store in advance no denial takes away.
      const isTold = object?.toCome === true && mode !== "authoritative";
      if (!privilege.endsWith(" WITH GRANT OPTION") && !isTold)
        assert.equal(has, false, `denied: ${describe(question)}`);
      continue;
    }
    const sources = [role, ...(rightsOf.get(role) ?? [])];
    if (mode === "authoritative") {
      // Who is a member of a role in a mode that leaves memberships in place has what that role has.
      const expected =
        meant || (!isWhole && sources.some((other) => isMeantFor(declaration, { ...question, role: other })));
      if (expected || !(isRead(question) && !isWhole && hadBefore(before, question, sources)))
        assert.equal(has, expected, describe(question));
      continue;
    }
    const isTaken = sources.some((other) => isDeniedBy(declaration.denials, { ...question, role: other }));
    const stays =
      before.get(question) === true &&
      !isTaken &&
      !isWhole &&
      (object?.toCome !== true ||
        ![modeInAdvance(declaration), modeFor(declaration, undefined)].includes("authoritative"));
    if (meant || stays) assert.equal(has, true, describe(question));
    // Nothing beyond: who becomes a member of a role with undeclared privileges has those too.
    if (has) {
      const same = [...after.keys()].filter(
        (other) => sources.includes(other.role) && isSameBut(other, question),
      );
      assert.ok(
        same.some((other) => isMeantFor(declaration, other) || before.get(other) === true),
        `not meant: ${describe(question)}`,
      );
    }
  }
}

/**
 * Where the mode moves objects to the declared owner, it has everything on each of them, and may pass it on; and who owned them
 * before has what everybody has.
 */
export function assertOwnersMeaning(
  { mode, schemaMode = mode, areas }: RandomDeclaration,
  after: ReadonlyMap<Question, boolean>,
): void {
  const modes = [mode, schemaMode, areas["owners"] ?? mode];
  if (modes.some((one) => one !== "authoritative")) return;
  const everybody = new Map<string, boolean>();
  const key = (question: Question) => describe({ ...question, role: PUBLIC_ROLE });
  for (const [question, has] of after) if (question.role === PUBLIC_ROLE) everybody.set(key(question), has);
  for (const [question, has] of after)
    if (question.role !== PUBLIC_ROLE)
      assert.equal(has, question.role === OWNER ? true : everybody.get(key(question)), describe(question));
}

/**
 * After a removal declared roles hold nothing that PUBLIC doesn't, and PUBLIC nothing that the declaration gave it. In
 * modes that leave owners and memberships in place these may give more.
 */
export function assertGivenBack(declaration: RandomDeclaration, after: ReadonlyMap<Question, boolean>): void {
  if (declaration.mode !== "authoritative") return;
  const open = new Set(
    [...after]
      .filter(([{ role }, has]) => role < 0 && has)
      .map(([question]) => describe({ ...question, role: 0 })),
  );
  for (const [question, has] of after) {
    const { role, object } = question;
    if (role >= 0) {
      // Who owns something has it.
      if (has && modeFor(declaration, object) === "authoritative")
        assert.ok(open.has(describe({ ...question, role: 0 })), `not given back: ${describe(question)}`);
    } else if (
      modeFor(declaration, object) === "authoritative" ||
      // What PostgreSQL gives PUBLIC of objects to come by itself stays, where the mode leaves it there.
      (means(declaration, question) && !isBuiltInAdvance(question))
    )
      assert.equal(
        has,
        object !== undefined && isMeantAtFirst(declaration, object, question.privilege),
        `after the removal: ${describe(question)}`,
      );
  }
}

/** Whether PUBLIC has it on every object to come by itself. */
function isBuiltInAdvance({ object, privilege }: Question): boolean {
  return object?.toCome === true && privilege === BUILT_IN_ADVANCE[object.kind];
}

const BUILT_IN_ADVANCE: Readonly<Partial<Record<RandomObject["kind"], string>>> = {
  functions: "EXECUTE",
  types: "USAGE",
};

/** Whether pg_read_all_data gives it, a membership in which only some modes take away. */
function isRead({ object, privilege }: Question): boolean {
  return privilege === (object === undefined ? "USAGE" : "SELECT");
}

function hadBefore(
  before: ReadonlyMap<Question, boolean>,
  question: Question,
  sources: readonly number[],
): boolean {
  return [...before].some(
    ([other, has]) => has && sources.includes(other.role) && isSameBut(other, question),
  );
}

/** What is declared, and what belongs to it at first. */
function isMeantFor(declaration: RandomDeclaration, question: Question): boolean {
  const { object, privilege } = question;
  return (
    means(declaration, question) || (object !== undefined && isMeantAtFirst(declaration, object, privilege))
  );
}

/** Whether the declaration gives what is asked. */
export function means(
  declaration: RandomDeclaration,
  { role, object, privilege, column }: Question,
): boolean {
  return object === undefined
    ? isMeantOnSchema(declaration, role, privilege)
    : isMeant(declaration, role, object, privilege, column);
}

/** Whether two questions differ in nothing but the role. */
function isSameBut(a: Question, b: Question): boolean {
  return a.object === b.object && a.privilege === b.privilege && a.column === b.column;
}
