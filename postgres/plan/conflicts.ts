import { PUBLIC } from "../model/acl";
import { granteeText } from "../model/keys";
import { privilegeNames, privilegesIn, type Rights } from "../model/privileges";
import type { AccessIntent, DenialRule, GrantRule, Selector } from "./access-intent";
import { deniedInVain } from "./denial-conflicts";
import { join } from "./input-reader";
import { SCHEMA_KINDS } from "./kinds";
import type { Problem } from "./plan";
import { isExcepted, type Selectable, selects } from "./select";

/** A name that no declaration writes: stands for every object that is not named. */
const ANY_OTHER = "\0any other";

/**
 * What a declaration both gives and denies to the same role, found without looking at a server: by every name that the
 * rules write and by one that stands for all others. A role is also given what PUBLIC is given, and what the roles are
 * given of which it is declared a member; see also {@link deniedInVain}. Two patterns that meet in one object are found when objects are expanded.
 */
export function staticConflicts(intent: AccessIntent): Problem[] {
  const problems: Problem[] = [];
  for (const name of intent.ignored.keys()) {
    const where = firstGrantTo(intent, name);
    if (where !== undefined)
      problems.push({
        path: where,
        reason: `${granteeText(name)} is in the ignore list, and granted something here: leave it out of one of them`,
      });
  }
  for (const denial of intent.denials) {
    for (const grantee of denial.grantees)
      problems.push(...deniedInVain(intent, denial, grantee, withInherited(intent, grantee)));
    for (const selector of denial.on)
      for (const target of targetsOf(intent, selector))
        problems.push(...conflictsOn(intent, denial, selector, target));
  }
  return unique(problems);
}

/** The sentence for one thing both given and denied. */
export function conflict(
  denial: DenialRule,
  grantee: string,
  both: number,
  object: string,
  given: string,
): Problem {
  return {
    path: denial.path,
    reason: `denies ${granteeText(grantee)} ${privilegeNames(both).join(", ")} on ${object}, which ${given} gives: leave one of them out, or except it there`,
  };
}

function conflictsOn(
  intent: AccessIntent,
  denial: DenialRule,
  selector: Selector,
  target: Selectable,
): Problem[] {
  if (isExcepted(denial.except, target)) return [];
  const denied = denial.privileges ?? ~0;
  return denial.grantees.flatMap((grantee) =>
    givenTo(intent, grantee, target, selector.columns).flatMap(({ value, path }) => {
      const both = privilegesIn(value) & denied;
      return both === 0 ? [] : [conflict(denial, grantee, both, sentenceOf(target), path)];
    }),
  );
}

/** Everything that a role is given on an object: itself, as a member, and as part of PUBLIC. */
function givenTo(
  intent: AccessIntent,
  grantee: string,
  target: Selectable,
  columns: readonly string[] | undefined,
): { value: Rights; path: string }[] {
  const names = withInherited(intent, grantee);
  const found: { value: Rights; path: string }[] = [];
  const schema = target.schema === undefined ? undefined : intent.schemas.get(target.schema);
  for (const name of names) {
    const kind = SCHEMA_KINDS.find((word) => word === target.kind);
    const short = kind === undefined ? undefined : schema?.grants.get(name)?.[kind];
    if (short !== undefined && target.schema !== undefined) {
      const place = join("schemas", target.schema);
      const at = name === PUBLIC ? `${place}.public` : join(`${place}.roles`, name);
      found.push({ value: short, path: `${at}.${target.kind}` });
    }
    if (target.kind === "database") {
      const value = intent.databaseGrants.get(name);
      if (value !== undefined) found.push({ value, path: join("databasePrivileges", name) });
    }
    for (const rule of intent.rules)
      if (rule.grantees.includes(name) && ruleMeans(rule, target, columns))
        found.push({ value: rule.rights[target.kind] ?? 0, path: rule.path });
  }
  return found;
}

function ruleMeans(rule: GrantRule, target: Selectable, columns: readonly string[] | undefined): boolean {
  if (isExcepted(rule.except, target)) return false;
  return rule.on.some((selector) => {
    if (!selects(selector, target)) return false;
    const both = selector.columns;
    return both === undefined || columns === undefined || both.some((column) => columns.includes(column));
  });
}

/** The role, PUBLIC, and what it inherits by declared memberships. */
function withInherited(intent: AccessIntent, role: string): Set<string> {
  const names = new Set([role]);
  for (const name of names) {
    for (const { role: group, inherit } of intent.roles.get(name)?.memberOf ?? [])
      if (inherit !== false) names.add(group);
    for (const [group, { members }] of intent.roles)
      if (members.some((member) => member.role === name && member.inherit !== false)) names.add(group);
  }
  return names.add(PUBLIC);
}

/** Every object that a denial's selector can mean, by the names that the declaration writes. */
function targetsOf(intent: AccessIntent, selector: Selector): Selectable[] {
  const names = new Set<string>([ANY_OTHER]);
  if (selector.name !== undefined) names.add(selector.name);
  for (const { on, except } of intent.rules)
    for (const other of [...on, ...except])
      if (other.kind === selector.kind && other.schema === selector.schema && other.name !== undefined)
        names.add(other.name);
  const place = selector.schema === undefined ? {} : { schema: selector.schema };
  const args = selector.args === undefined ? {} : { args: selector.args };
  return [...names]
    .map((name) => ({ kind: selector.kind, ...place, name, ...args }))
    .filter((target) => selects(selector, target));
}

function sentenceOf({ kind, schema, name }: Selectable): string {
  const place = schema === undefined ? "" : `${schema}.`;
  if (kind === "schema") return `schema ${schema}`;
  return name === ANY_OTHER
    ? `${kind}${schema === undefined ? "" : ` in ${schema}`}`
    : `${kind} ${place}${name}`;
}

function firstGrantTo(intent: AccessIntent, name: string): string | undefined {
  if (intent.databaseGrants.has(name)) return join("databasePrivileges", name);
  for (const [schema, { grants }] of intent.schemas)
    if (grants.has(name)) return join(`${join("schemas", schema)}.roles`, name);
  return [...intent.rules, ...intent.defaults].find(({ grantees }) => grantees.includes(name))?.path;
}

function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.reason}`, problem])).values()];
}
