import type { RandomDeclaration, RandomDenial, RandomMode, RandomRule } from "./random-declaration";
import { AREA_OF_KIND, isOutside } from "./random-outside";
import { COLUMNS, isRelation, type RandomObject } from "./random-scene";

/**
 * What a random declaration means, said again in the simplest way that is true: role by role, object by object, without
 * a line of the planner. `role` is a number, `-1` PUBLIC.
 */
export function isMeant(
  declaration: RandomDeclaration,
  role: number,
  object: RandomObject,
  privilege: string,
  column?: string,
): boolean {
  return effectiveRoles(declaration, role).some((who) =>
    isGiven(declaration, who, object, privilege, column),
  );
}

/** What PUBLIC has on a language is part of what is meant for it, until it is denied. */
export function isMeantAtFirst(
  { denials }: RandomDeclaration,
  { kind, name }: RandomObject,
  privilege: string,
): boolean {
  return (
    kind === "languages" &&
    privilege === "USAGE" &&
    !denials.some(({ role, kind: denied, how }) => role === -1 && denied === kind && names(how, name))
  );
}

function names(how: RandomRule["how"], name: string): boolean {
  return how.by === "name" ? how.name === name : how.by !== "kind" || !how.except.includes(name);
}

/** How a declaration treats what it does not say about an object; of what is yet to come, the weaker of two words. */
export function modeFor(declaration: RandomDeclaration, object: RandomObject | undefined): RandomMode {
  const { mode, areas, schemaMode = mode } = declaration;
  if (object?.toCome === true)
    return schemaMode === "authoritative" ? modeInAdvance(declaration) : "additive";
  return object !== undefined && isOutside(object.kind)
    ? (areas[AREA_OF_KIND[object.kind]] ?? mode)
    : schemaMode;
}

/** The mode of what owners grant in advance in the whole database. */
export function modeInAdvance({ mode, areas }: RandomDeclaration): RandomMode {
  return areas["defaultPrivileges"] ?? mode;
}

/** The same for a privilege on the schema itself. */
export function isMeantOnSchema(declaration: RandomDeclaration, role: number, privilege: string): boolean {
  return effectiveRoles(declaration, role).some((who) =>
    declaration.onSchema.some((one) => one.role === who && gives(one.privileges, privilege)),
  );
}

/** Whether a denial takes a privilege, with or without its grant option, from the very role that it names. */
export function isDenied(
  { role: from, kind, how, privileges }: RandomDenial,
  role: number,
  object: RandomObject,
  privilege: string,
  column?: string,
): boolean {
  return (
    from === role &&
    kind === object.kind &&
    (privileges === undefined || privileges.includes(privilege.replace(GRANT_OPTION, ""))) &&
    (object.toCome !== true || how.by === "kind") &&
    reaches(how, object, false, column)
  );
}

const GRANT_OPTION = " WITH GRANT OPTION";

/** The words of a declaration give a privilege with or without its grant option; the grant option only with it. */
function gives(names: readonly string[], asked: string): boolean {
  return (
    names.includes(asked) || (!asked.endsWith(GRANT_OPTION) && names.includes(`${asked}${GRANT_OPTION}`))
  );
}

/** What is given to one role itself. On a column: by the column or by its table. */
function isGiven(
  declaration: RandomDeclaration,
  role: number,
  object: RandomObject,
  privilege: string,
  column?: string,
): boolean {
  const { short, rules, onDatabase } = declaration;
  if (object.toCome === true) return isGivenInAdvance(declaration, role, object.kind, privilege);
  if (
    object.kind === "database" &&
    onDatabase.some((one) => one.role === role && gives(one.privileges, privilege))
  )
    return true;
  const isPartition = object.parent !== undefined;
  if (
    !isPartition &&
    short.some((one) => one.role === role && one.kind === object.kind && gives(one.privileges, privilege))
  )
    return true;
  return rules.some(
    (rule) =>
      rule.roles.includes(role) &&
      rule.kind === object.kind &&
      gives(rule.privileges, privilege) &&
      reaches(rule.how, object, isPartition, column),
  );
}

/** What objects to come are given: what is meant for every object of the kind, to PUBLIC only where default privileges say it. */
function isGivenInAdvance(
  { short, rules, defaults }: RandomDeclaration,
  role: number,
  kind: RandomObject["kind"],
  privilege: string,
): boolean {
  const shortly = (wanted: RandomObject["kind"]) =>
    short.some((one) => one.role === role && one.kind === wanted && gives(one.privileges, privilege));
  if (defaults.some((one) => one.role === role && one.kind === kind && gives(one.privileges, privilege)))
    return true;
  if (role < 0) return false;
  // SECURITY DEFINER functions cannot be told apart in advance.
  if (kind === "functions") return shortly("functions") && shortly("securityDefinerFunctions");
  return (
    shortly(kind) ||
    rules.some(
      ({ roles, kind: given, how, privileges }) =>
        roles.includes(role) &&
        given === kind &&
        how.by === "kind" &&
        how.except.length === 0 &&
        gives(privileges, privilege),
    )
  );
}

function reaches(
  how: RandomRule["how"],
  object: RandomObject,
  isPartition: boolean,
  column?: string,
): boolean {
  switch (how.by) {
    case "name":
      return how.name === object.name;
    case "columns":
      return how.name === object.name && column !== undefined && how.columns.includes(column);
    case "pattern":
      return !isPartition && glob(how.pattern, object.name);
    case "kind":
      return !isPartition && !how.except.includes(object.name);
  }
}

function glob(pattern: string, name: string): boolean {
  const [letter, rest] = [pattern[0], pattern.slice(1)];
  if (letter === undefined) return name === "";
  if (letter === "*") return glob(rest, name) || (name !== "" && glob(pattern, dropFirst(name)));
  return name !== "" && (letter === "?" || name.startsWith(letter)) && glob(rest, dropFirst(name));
}

/** Without its first character, of which some take two units of a JavaScript string. */
function dropFirst(name: string): string {
  return [...name].slice(1).join("");
}

/** The role, PUBLIC, and every role that it inherits as far as declared. */
export function effectiveRoles({ memberships }: RandomDeclaration, role: number): number[] {
  const found = new Set([role]);
  for (const one of found)
    for (const { member, group, inherit } of memberships) if (member === one && inherit) found.add(group);
  return [...found, -1];
}

/** Every privilege that can be asked for on an object and its columns, each also with its grant option. */
export function questionsOf(
  object: RandomObject,
  privileges: readonly string[],
): { privilege: string; column?: string }[] {
  // A column of what is yet to come has its table's.
  const columns =
    isRelation(object.kind) && object.toCome !== true
      ? COLUMNS.flatMap((column) =>
          ["SELECT", "INSERT", "UPDATE", "REFERENCES"].map((privilege) => ({ privilege, column })),
        )
      : [];
  return [...privileges.map((privilege) => ({ privilege })), ...columns].flatMap((question) => [
    question,
    { ...question, privilege: `${question.privilege}${GRANT_OPTION}` },
  ]);
}
