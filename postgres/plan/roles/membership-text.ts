import { displayIdentifier } from "../../sql/quote";
import type { Change } from "../plan";
import { addText, roleKey } from "./draft";
import { MEMBERSHIP_OPTIONS, type MembershipOption, type MembershipOptions } from "./membership-rows";
import type { Pair } from "./membership-steps";
import type { RolesScope } from "./role-intent";

/** The usual membership, which needs no word about its options. */
const USUAL: MembershipOptions = { admin: false, inherit: true, set: true };

/** Adds `member of …` and `members: …` to the lines of the declared roles. */
export function describeMemberships(
  scope: RolesScope,
  lines: Map<string, string[]>,
  memberships: readonly (Pair & MembershipOptions)[],
): void {
  const groups = new Map<string, string[]>();
  const members = new Map<string, string[]>();
  for (const one of memberships) {
    if (scope.roles.has(one.member)) add(groups, one.member, one.role, one);
    if (scope.roles.has(one.role)) add(members, one.role, one.member, one);
  }
  for (const name of scope.roles.keys()) {
    const of = groups.get(name);
    if (of !== undefined) addText(lines, roleKey(name), `member of ${of.sort().join(", ")}`);
    const all = members.get(name);
    if (all !== undefined) addText(lines, roleKey(name), `members: ${all.sort().join(", ")}`);
  }
}

function add(lists: Map<string, string[]>, owner: string, other: string, options: MembershipOptions): void {
  const notes = unusual(options).map((option) => `${options[option] ? "" : "no "}${word(option)}`);
  const text = `${displayIdentifier(other)}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
  const known = lists.get(owner);
  if (known === undefined) lists.set(owner, [text]);
  else known.push(text);
}

/** The lines of a preview about one membership: before → after. It is told of the group, or of the member where only that is declared. */
export function membershipLines(
  scope: RolesScope,
  { role, member }: Pair,
  before: MembershipOptions | undefined,
  after: MembershipOptions | undefined,
  reason: (gains: boolean) => string,
): Change[] {
  const ofGroup = scope.roles.has(role) || !scope.roles.has(member);
  const object = roleKey(ofGroup ? role : member);
  const who = ofGroup ? `${displayIdentifier(member)} ` : "";
  const group = displayIdentifier(role);
  const of = ofGroup ? "" : ` of ${group}`;
  const line = (text: string, gains: boolean): Change => ({
    object,
    text: `${who}${text}`,
    reason: reason(gains),
  });
  if (after === undefined) return before === undefined ? [] : [line(`is no longer a member${of}`, false)];
  if (before === undefined) {
    const notes = unusual(after).map((option) => `${after[option] ? "with" : "without"} ${word(option)}`);
    return [line([`becomes a member${of}`, ...notes].join(", "), true)];
  }
  return MEMBERSHIP_OPTIONS.filter((option) => before[option] !== after[option]).map((option) =>
    line(
      `${after[option] ? "gains" : "loses"} ${word(option)}${ofGroup ? "" : ` for ${group}`}`,
      after[option],
    ),
  );
}

/** The line about a membership that only changes its grantor. */
export function replacementLine(scope: RolesScope, pair: Pair, from: string, by: string): Change {
  const ofGroup = scope.roles.has(pair.role) || !scope.roles.has(pair.member);
  const who = ofGroup
    ? `${displayIdentifier(pair.member)} stays a member`
    : `stays a member of ${displayIdentifier(pair.role)}`;
  return {
    object: roleKey(ofGroup ? pair.role : pair.member),
    text: `${who}, granted by ${displayIdentifier(by)} instead of ${displayIdentifier(from)}`,
    reason: `${displayIdentifier(from)} may not grant it any more`,
  };
}

/** The sentences about what a mode leaves: the membership itself, or options of a declared one. */
export function keptMembership(
  { role, member }: Pair,
  now: MembershipOptions,
  wanted: MembershipOptions | undefined,
): string[] {
  const who = displayIdentifier(member);
  const group = displayIdentifier(role);
  if (wanted === undefined) return [`${who} keeps its membership in ${group}, which is not declared`];
  return MEMBERSHIP_OPTIONS.filter((option) => now[option] && !wanted[option]).map(
    (option) => `${who} keeps ${word(option)} for ${group}, which is not declared`,
  );
}

function unusual(options: MembershipOptions): MembershipOption[] {
  return MEMBERSHIP_OPTIONS.filter((option) => options[option] !== USUAL[option]);
}

function word(option: MembershipOption): string {
  return `${option.toUpperCase()} OPTION`;
}
