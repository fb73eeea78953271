import type { DatabaseModel, Membership } from "../../model/model";
import { type MembershipGraph, membershipGraph } from "../../model/reach";
import { MEMBERSHIP_OPTIONS_VERSION } from "../../model/server-facts";
import { bootstrapName } from "./attributes";
import {
  covers,
  MEMBERSHIP_OPTIONS,
  type MembershipOption,
  type MembershipOptions,
  MembershipRows,
  pairKey,
  together,
} from "./membership-rows";

/** A role and a member. */
export interface Pair {
  readonly role: string;
  readonly member: string;
}

/** One GRANT or REVOKE of a role. */
export type MembershipStep =
  | { readonly action: "grant"; readonly pair: Pair; readonly options: MembershipOptions }
  | {
      readonly action: "revoke";
      /** The row that is taken away, or loses one option. */
      readonly row: Membership;
      readonly option?: MembershipOption;
      /** Whether rows of others go with it. */
      readonly cascade: boolean;
    };

/** What is to be reached. */
export interface MembershipGoal {
  /** By {@link pairKey}: memberships that must allow this and, where `takes` says so, nothing else. */
  readonly wanted: ReadonlyMap<string, Pair & MembershipOptions>;
  /** Rows that go where they are not wanted. */
  takes(row: Membership): boolean;
  /** Rows that must survive as they are. */
  protects(row: Membership): boolean;
}

/** The way there. */
export interface MembershipSteps {
  readonly steps: readonly MembershipStep[];
  readonly after: MembershipRows;
  /** Rows that go with their grantor's ADMIN option although the membership stays, by another grantor. */
  readonly replaced: readonly { readonly row: Membership; readonly by: string }[];
  /** Roles on which the managing role would lose its ADMIN option. */
  readonly disarmed: readonly Membership[];
  /** Rows that go with their grantor's ADMIN option. */
  readonly fallen: readonly Membership[];
}

/** Something that is taken from one row. */
interface Loss {
  readonly row: Membership;
  readonly option?: MembershipOption;
}

/**
 * Plans GRANTs and REVOKEs of roles on a copy of `pg_auth_members`. First, memberships that stay but hang on an ADMIN
 * option that goes are granted anew, so that what hangs on them stays, too. Then every unwanted row and option goes,
 * grantor by grantor. Then what is lacking is granted; by then nothing is left that could close a circle.
 */
export function planSteps(goal: MembershipGoal, model: DatabaseModel): MembershipSteps {
  const before = new MembershipRows(model.memberships, model.version >= MEMBERSHIP_OPTIONS_VERSION);
  const losses = lossesOf(goal, before);
  const natural = before.copy();
  const fallen = takeAll(natural, losses);
  const required = requirements(goal, before, natural);
  const reach = reachOf(model);
  const ways = losses.flatMap((loss) => wayOf(loss, before, reach));

  let rows = before.copy();
  const anew = [...grantAnew(rows, ways, required, reach)];
  const revocations = ways.flatMap((loss) => revokeStep(rows, loss));
  // A stranger that keeps its ADMIN option by that also keeps what was to go: then it is mended afterwards.
  const survives = losses.some(({ row, option }) => {
    const now = rows.find(row);
    return now !== undefined && (option === undefined || now[option]);
  });
  if (anew.length > 0 && survives) {
    rows = before.copy();
    anew.length = 0;
    revocations.splice(0, Number.POSITIVE_INFINITY, ...ways.flatMap((loss) => revokeStep(rows, loss)));
  }
  const disarmed = model.reader.superuser ? [] : lostBy(model.reader.name, before, rows);
  const grants = [...required.values()]
    .filter(({ pair, want }) => !covers(together(rows.of(pair)), want))
    .map(({ pair, want }) => grantStep(rows, pair, want, false, reach));
  return {
    steps: [...anew, ...revocations, ...grants],
    after: rows,
    replaced: replacements(before, rows, losses),
    disarmed,
    fallen,
  };
}

/** Grants what would be cut off and must stay. One after the other: a member that keeps ADMIN keeps what it granted. */
function* grantAnew(
  rows: MembershipRows,
  ways: readonly Loss[],
  required: Requirements,
  reach: Reach,
): Generator<MembershipStep> {
  const mended = new Set<string>();
  for (;;) {
    const cut = firstCutOff(rows, ways, required, mended);
    if (cut === undefined) return;
    mended.add(pairKey(cut.row));
    // What the managing role grants already is cut on purpose, and comes back at the end. To itself nobody gives ADMIN.
    const grantor = reach.grantorOf(rows, cut.row.role);
    if (grantor === cut.row.member || covers(rows.find({ ...cut.row, grantor }), cut.want)) continue;
    yield grantStep(rows, cut.row, cut.want, true, reach);
  }
}

/** The rows by which a role administers others, and which it has no more. */
function lostBy(member: string, before: MembershipRows, after: MembershipRows): Membership[] {
  return before
    .all()
    .filter((row) => row.member === member && row.admin && !after.of(row).some(({ admin }) => admin));
}

/** The rows that are gone without being meant, where another grantor's new row stands for them. */
function replacements(
  before: MembershipRows,
  after: MembershipRows,
  losses: readonly Loss[],
): { row: Membership; by: string }[] {
  const meant = new Set(losses.filter(({ option }) => option === undefined).map(({ row }) => row));
  return before.all().flatMap((row) => {
    if (meant.has(row) || after.find(row) !== undefined) return [];
    const by = after.of(row).find((one) => before.find(one) === undefined)?.grantor;
    return by === undefined ? [] : [{ row, by }];
  });
}

/** Adds a GRANT by the managing role. With `anew`, what other rows give does not count. */
function grantStep(
  rows: MembershipRows,
  { role, member }: Pair,
  want: MembershipOptions,
  anew: boolean,
  reach: Reach,
): MembershipStep {
  const grantor = reach.grantorOf(rows, role);
  const own = rows.find({ role, member, grantor });
  const administers = together(rows.of({ role, member }))?.admin === true;
  const options: MembershipOptions = {
    // Nobody can give ADMIN to who has it by a grant of that very role, so it is given only where it is lacking.
    admin: want.admin && (anew || !administers),
    // A GRANT to the same member by the same grantor would also take these away.
    inherit: want.inherit || own?.inherit === true,
    set: want.set || own?.set === true,
  };
  rows.grant({ role, member, grantor, ...options, admin: options.admin || own?.admin === true });
  return { action: "grant", pair: { role, member }, options };
}

/** A REVOKE, unless CASCADE has already done it. */
function revokeStep(rows: MembershipRows, { row, option }: Loss): MembershipStep[] {
  const now = rows.find(row);
  if (now === undefined || (option !== undefined && !now[option])) return [];
  const cascade = rows.revoke(now, option).length > 0;
  return [{ action: "revoke", row: now, ...(option === undefined ? {} : { option }), cascade }];
}

/** Takes all of it; returns what goes with it and was not itself to be taken. */
function takeAll(rows: MembershipRows, losses: readonly Loss[]): Membership[] {
  return losses.flatMap(({ row, option }) => rows.revoke(row, option));
}

/** Row by row: what is taken. A row of which nothing would be left goes as a whole where another one gives the membership. */
function lossesOf(goal: MembershipGoal, before: MembershipRows): Loss[] {
  const losses: Loss[] = [];
  for (const row of before.all()) {
    if (!goal.takes(row)) continue;
    const want = goal.wanted.get(pairKey(row));
    if (want === undefined) {
      losses.push({ row });
      continue;
    }
    const surplus = MEMBERSHIP_OPTIONS.filter((option) => row[option] && !want[option]);
    if (surplus.length === 0) continue;
    const isEmptyThen = (one: Membership) =>
      goal.takes(one) && !MEMBERSHIP_OPTIONS.some((option) => one[option] && want[option]);
    if (isEmptyThen(row) && before.of(row).some((other) => !isEmptyThen(other))) losses.push({ row });
    else losses.push(...surplus.map((option) => ({ row, option })));
  }
  return losses;
}

type Requirements = ReadonlyMap<string, { readonly pair: Pair; readonly want: MembershipOptions }>;

/**
 * What each membership must still allow at the end: the wanted ones; those that are protected, as they are; and of
 * those that are nobody's business, what is left when the ADMIN options that they hang on are gone.
 */
function requirements(goal: MembershipGoal, before: MembershipRows, natural: MembershipRows): Requirements {
  const required = new Map<string, { pair: Pair; want: MembershipOptions }>();
  for (const [key, want] of goal.wanted) required.set(key, { pair: want, want });
  for (const row of before.all()) {
    const key = pairKey(row);
    if (required.has(key)) continue;
    const kept = before.of(row).filter((one) => goal.protects(one) || natural.find(one) !== undefined);
    const want = together(kept.map((one) => (goal.protects(one) ? one : (natural.find(one) ?? one))));
    if (want !== undefined) required.set(key, { pair: row, want });
  }
  return required;
}

/** A row that goes with what is taken although its membership must stay, unless that is mended already. */
function firstCutOff(
  rows: MembershipRows,
  ways: readonly Loss[],
  required: Requirements,
  mended: ReadonlySet<string>,
): { row: Membership; want: MembershipOptions } | undefined {
  const trial = rows.copy();
  for (const row of takeAll(trial, ways)) {
    const want = required.get(pairKey(row))?.want;
    if (want === undefined || mended.has(pairKey(row)) || covers(together(trial.of(row)), want)) continue;
    return { row, want };
  }
  return undefined;
}

/** In whose name the managing role grants and revokes. */
interface Reach {
  /** Whether it can take back what this role granted. */
  has(grantor: string): boolean;
  /** Who will be recorded as the grantor of a GRANT by the managing role. */
  grantorOf(rows: MembershipRows, role: string): string;
}

function reachOf(model: DatabaseModel): Reach {
  const { name, superuser } = model.reader;
  const graph: MembershipGraph = membershipGraph(model);
  return {
    has: (grantor) =>
      superuser ||
      model.version < MEMBERSHIP_OPTIONS_VERSION ||
      graph.inherits(name, grantor) ||
      graph.canSetRole(name, grantor) ||
      // What it administers it can join for the time being.
      (graph.canAdminister(name, grantor) && model.roles.get(grantor)?.superuser !== true),
    grantorOf: (rows, role) => {
      // check_role_grantor in src/backend/commands/user.c
      if (superuser) return bootstrapName(model);
      const administers = (member: string) => rows.of({ role, member }).some(({ admin }) => admin);
      return [name, ...graph.inheritedRoles(name).keys()].find(administers) ?? name;
    },
  };
}

/**
 * A role that is no superuser cannot take back what a stranger granted. But where the stranger's ADMIN option was
 * granted by somebody it has the rights of, it takes that back with all that hangs on it; the requirements bring back
 * what should stay.
 */
function wayOf(loss: Loss, before: MembershipRows, reach: Reach, seen: readonly string[] = []): Loss[] {
  const { role, grantor } = loss.row;
  if (reach.has(grantor) || seen.includes(grantor)) return [loss];
  const admins = before.of({ role, member: grantor }).filter(({ admin }) => admin);
  const ways = admins.flatMap((row) => wayOf({ row, option: "admin" }, before, reach, [...seen, grantor]));
  return admins.length > 0 && ways.every(({ row }) => reach.has(row.grantor)) ? ways : [loss];
}
