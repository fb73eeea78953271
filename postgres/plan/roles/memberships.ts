import type { DatabaseModel, Membership } from "../../model/model";
import { FIRST_NORMAL_OID, MEMBERSHIP_OPTIONS_VERSION } from "../../model/server-facts";
import { grantRole } from "../../sql/grant-role";
import { displayIdentifier } from "../../sql/quote";
import { revokeRole } from "../../sql/revoke-role";
import { join } from "../input-reader";
import type { PlannedStatement } from "../plan";
import { expected, isBootstrap } from "./attributes";
import { type Draft, roleKey } from "./draft";
import { common, type MembershipOptions, MembershipRows, pairKey, together } from "./membership-rows";
import { type MembershipStep, type MembershipSteps, type Pair, planSteps } from "./membership-steps";
import { describeMemberships, keptMembership, membershipLines, replacementLine } from "./membership-text";
import type { RolesScope } from "./role-intent";
import { comparable, type WantedMembership, wantedMemberships } from "./wanted-memberships";

type WantedMap = ReadonlyMap<string, WantedMembership>;

/** Plans the memberships of the declared roles, and of others in them. Returns all memberships as they will be. */
export function planMemberships(
  scope: RolesScope,
  given: DatabaseModel,
  draft: Draft,
): readonly Membership[] {
  const wanted = wantedMemberships(scope, given, draft.problems);
  const model = withComparableOptions(given);
  const takesAll = scope.memberships === "authoritative";
  const exempt = (row: Membership) => isExempt(scope, model, row, wanted);
  const steps = planSteps(
    {
      wanted,
      takes: (row) => takesAll && isDeclared(scope, row) && !exempt(row),
      protects: exempt,
    },
    model,
  );
  noteCircles(wanted, steps.after, model, draft);
  write(scope, model, steps, wanted, draft);
  describeMemberships(scope, draft.desired, [...wanted.values()]);
  describeMemberships(scope, draft.live, managedNow(scope, model, wanted, exempt, draft));
  return steps.after.all();
}

/** Plans a removal: the declared memberships are taken back. The managing role keeps its ADMIN options, and what others granted it. */
export function planMembershipRelease(scope: RolesScope, given: DatabaseModel, draft: Draft): void {
  const declared = wantedMemberships(scope, given, []);
  const model = withComparableOptions(given);
  const { name, superuser } = model.reader;
  const exempt = (row: Membership) => {
    if (row.member !== name) return isExempt(scope, model, row, declared);
    return row.admin || !(superuser || row.grantor === name || model.version < MEMBERSHIP_OPTIONS_VERSION);
  };
  const steps = planSteps(
    {
      wanted: new Map(),
      takes: (row) => declared.has(pairKey(row)) && !exempt(row),
      protects: exempt,
    },
    model,
  );
  write(scope, model, steps, new Map(), draft);
}

function withComparableOptions(model: DatabaseModel): DatabaseModel {
  if (model.version >= MEMBERSHIP_OPTIONS_VERSION) return model;
  return { ...model, memberships: model.memberships.map((row) => comparable(model.version, row)) };
}

function isDeclared(scope: RolesScope, { role, member }: Pair): boolean {
  return scope.roles.has(role) || scope.roles.has(member);
}

/**
 * Memberships that are left alone and not shown: those of the managing role, by which it works; those of roles that
 * another tool owns; those that the server brings (pg_monitor's); and since PostgreSQL 16 the grant that every
 * CREATEROLE role gets on the roles that it creates (CreateRole in src/backend/commands/user.c).
 */
function isExempt(scope: RolesScope, model: DatabaseModel, row: Membership, wanted: WantedMap): boolean {
  if (row.member === model.reader.name) return true;
  if (scope.ignored.has(row.role) || scope.ignored.has(row.member)) return true;
  const isBuiltIn = (name: string) => (model.roles.get(name)?.oid ?? FIRST_NORMAL_OID) < FIRST_NORMAL_OID;
  if (isBuiltIn(row.role) && isBuiltIn(row.member)) return true;
  return (
    isCreatorsGrant(model, row) &&
    !wanted.has(pairKey(row)) &&
    expected(scope, model, row.member, "createRole")
  );
}

/** Whether a membership is the one that PostgreSQL 16 and later give a CREATEROLE role on what it creates. */
export function isCreatorsGrant(model: DatabaseModel, row: Membership): boolean {
  return (
    model.version >= MEMBERSHIP_OPTIONS_VERSION &&
    row.admin &&
    !row.inherit &&
    !row.set &&
    isBootstrap(model.roles.get(row.grantor))
  );
}

/** The memberships as they are, as far as the mode manages them; what it leaves is told on the way. */
function managedNow(
  scope: RolesScope,
  model: DatabaseModel,
  wanted: WantedMap,
  exempt: (row: Membership) => boolean,
  draft: Draft,
): (Pair & MembershipOptions)[] {
  const rows = new MembershipRows(model.memberships, false);
  const now: (Pair & MembershipOptions)[] = [];
  for (const { role, member } of pairsOf(model.memberships)) {
    const pair = { role, member };
    if (!isDeclared(scope, pair)) continue;
    const all = rows.of(pair);
    const want = wanted.get(pairKey(pair));
    // What an exempt row gives beyond the declaration is not shown.
    const within = want === undefined ? [] : all.map((row) => common(row, want));
    const own = all.filter((row) => !exempt(row));
    const counted = together(scope.memberships === "authoritative" ? [...own, ...within] : within);
    if (counted !== undefined) now.push({ ...pair, ...counted });
    const whole = together(own);
    if (scope.memberships !== "authoritative" && whole !== undefined)
      draft.kept.push(...keptMembership(pair, whole, want));
  }
  return now;
}

function write(
  scope: RolesScope,
  model: DatabaseModel,
  { steps, after, replaced, disarmed, fallen }: MembershipSteps,
  wanted: WantedMap,
  draft: Draft,
): void {
  const before = new MembershipRows(model.memberships, false);
  const grantorOfFallen = new Map(fallen.map((row) => [pairKey(row), row.grantor]));
  for (const pair of pairsOf([...before.all(), ...after.all()])) {
    const grantor = isDeclared(scope, pair) ? undefined : grantorOfFallen.get(pairKey(pair));
    draft.changes.push(
      ...membershipLines(scope, pair, together(before.of(pair)), together(after.of(pair)), (gains) => {
        if (gains || wanted.has(pairKey(pair))) return "declared";
        return grantor === undefined ? "not declared" : `granted by ${displayIdentifier(grantor)}`;
      }),
    );
  }
  for (const { row, by } of replaced) draft.changes.push(replacementLine(scope, row, row.grantor, by));
  for (const row of disarmed) {
    draft.problems.push({
      path: join("roles", [row.role, row.grantor].find((name) => scope.roles.has(name)) ?? row.role),
      reason: `the managing role ${row.member} has its ADMIN option on ${row.role} from ${row.grantor}, who would lose it: let ${row.grantor} be a member with admin = true, or have a superuser grant ${row.role} to ${row.member} WITH ADMIN OPTION`,
    });
  }
  for (const step of steps) draft.statements.push(statement(model, step));
}

/** Each pair once, in the order of the rows. */
function pairsOf(rows: readonly Membership[]): Pair[] {
  return [...new Map(rows.map((row) => [pairKey(row), row])).values()];
}

function statement(model: DatabaseModel, step: MembershipStep): PlannedStatement {
  const { role, member } = step.action === "grant" ? step.pair : step.row;
  const hasOptions = model.version >= MEMBERSHIP_OPTIONS_VERSION;
  const needsSuperuser = model.roles.get(role)?.superuser === true;
  const who = displayIdentifier(member);
  if (step.action === "grant") {
    const { admin, inherit, set } = step.options;
    return {
      sql: grantRole({
        role,
        member,
        ...(admin ? { admin } : {}),
        ...(hasOptions ? { inherit, set } : {}),
      }),
      reason: `${roleKey(role)}: is granted to ${who}`,
      needs: needsSuperuser ? { kind: "superuser" } : { kind: "membership", role },
    };
  }
  const { row, option, cascade } = step;
  const grantor = model.roles.get(row.grantor);
  const sql = revokeRole({
    role,
    member,
    ...(option === undefined ? {} : { option: OPTION_WORDS[option] }),
    ...(hasOptions && grantor !== undefined ? { grantedBy: grantor.name } : {}),
    cascade,
  });
  const what = option === undefined ? "is no longer granted to" : `loses ${OPTION_WORDS[option]} OPTION for`;
  const reason = `${roleKey(role)}: ${what} ${who}`;
  if (needsSuperuser || (hasOptions && (grantor === undefined || grantor.superuser)))
    return { sql, reason, needs: { kind: "superuser" } };
  return hasOptions && row.grantor !== model.reader.name
    ? { sql, reason, asOwner: row.grantor }
    : { sql, reason, needs: { kind: "membership", role } };
}

const OPTION_WORDS = { admin: "ADMIN", inherit: "INHERIT", set: "SET" } as const;

/** A new membership that would close a circle, which PostgreSQL refuses. Memberships that exist are no circle. */
function noteCircles(wanted: WantedMap, after: MembershipRows, model: DatabaseModel, draft: Draft): void {
  const existing = new Set(model.memberships.map(pairKey));
  const groupsOf = new Map<string, string[]>();
  for (const { role, member } of after.all()) groupsOf.set(member, [...(groupsOf.get(member) ?? []), role]);
  const told = new Set<string>();
  for (const [key, { role, member, path }] of wanted) {
    if (existing.has(key)) continue;
    const way = wayTo(role, member, groupsOf);
    if (way === undefined) continue;
    const circle = JSON.stringify([...way].sort());
    if (told.has(circle)) continue;
    told.add(circle);
    draft.problems.push({
      path,
      reason: `makes a circle of memberships, which PostgreSQL refuses: ${[member, ...way].map(displayIdentifier).join(" is a member of ")}`,
    });
  }
}

/** From one role over its memberships to another one; both are named. */
function wayTo(
  from: string,
  to: string,
  groupsOf: ReadonlyMap<string, readonly string[]>,
): string[] | undefined {
  const open: string[][] = [[from]];
  const seen = new Set([from]);
  for (const way of open) {
    const last = way.at(-1) as string;
    if (last === to) return way;
    for (const group of groupsOf.get(last) ?? []) {
      if (seen.has(group)) continue;
      seen.add(group);
      open.push([...way, group]);
    }
  }
  return undefined;
}
