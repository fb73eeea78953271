import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../../test/servers";
import { readDatabaseModel } from "../../catalog/read-model";
import type { Session } from "../../connect/session";
import type { DatabaseModel } from "../../model/model";
import { membershipGraph } from "../../model/reach";
import type { PlannedStatement } from "../plan";
import { type MembershipOptions, pairKey, together } from "./membership-rows";
import { membershipLines } from "./membership-text";
import { planRoles } from "./plan-roles";
import { linesOf, Playground, scopeOf } from "./testing";
import { wantedMemberships } from "./wanted-memberships";

/** Roles that others are members of; the managing role has ADMIN on them. */
const GROUPS = 5;
/** With roles that are only members, and that the managing role knows nothing about. */
const MEMBERS = 7;
const RUNS = 50;

interface RandomGrant extends MembershipOptions {
  /** Index of the grantor; {@link MEMBERS} is the managing role. */
  readonly grantor: number;
  readonly role: number;
  readonly member: number;
}

interface RandomPair {
  readonly role: number;
  readonly member: number;
  readonly admin: boolean;
  readonly inherit: boolean | undefined;
  readonly set: boolean | undefined;
  /** Whether it is written with the group or with the member. */
  readonly withGroup: boolean;
}

interface RandomCase {
  readonly grants: readonly RandomGrant[];
  readonly noInherit: readonly number[];
  readonly declared: readonly number[];
  readonly pairs: readonly RandomPair[];
}

const group = fc.integer({ min: 0, max: GROUPS - 1 });
const two = fc.tuple(group, fc.integer({ min: 0, max: MEMBERS - 1 })).filter(([a, b]) => a !== b);

const cases: fc.Arbitrary<RandomCase> = fc.record({
  grants: fc.array(
    fc
      .tuple(two, fc.integer({ min: 0, max: MEMBERS }), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()))
      .map(([[role, member], grantor, [admin, inherit, set]]) => ({
        role,
        member,
        grantor,
        admin,
        inherit,
        set,
      })),
    { maxLength: 14 },
  ),
  noInherit: fc.uniqueArray(group, { maxLength: 2 }),
  declared: fc.uniqueArray(group, { minLength: 1, maxLength: 3 }),
  pairs: fc.uniqueArray(
    fc
      .tuple(
        two,
        fc.tuple(
          fc.boolean(),
          fc.option(fc.boolean(), { nil: undefined }),
          fc.option(fc.boolean(), { nil: undefined }),
        ),
        fc.boolean(),
      )
      // One order for all, so that declarations make no circle.
      .map(([[a, b], [admin, inherit, set], withGroup]) => ({
        role: Math.min(a, b),
        member: Math.max(a, b),
        admin,
        inherit,
        set,
        withGroup,
      })),
    { maxLength: 6, selector: ({ role, member }) => `${role} ${member}` },
  ),
});

for (const major of MAJORS) {
  describe(`memberships on PostgreSQL ${major}`, () => {
    let ground: Playground;
    let names: string[];
    let manager: string;

    before(async () => {
      const server = await serverFor(major);
      ground = new Playground(server, await freshDatabase(server, "memberships"), uniqueName);
      const made = await ground.manager();
      manager = made.name;
      names = Object.values(await ground.roles(["a", "b", "c", "d", "e", "outsider", "stranger"]));
      for (const name of names.slice(0, GROUPS))
        await ground.sql(`GRANT ${name} TO ${manager} WITH ADMIN OPTION`);
      if (major >= 16)
        for (const name of names.slice(0, GROUPS))
          await ground.sql(`GRANT ${name} TO ${manager} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
    });
    after(() => ground.drop());

    const declare = ({ declared, pairs }: RandomCase) => {
      const roles: Record<string, { memberOf: unknown[]; members: unknown[] }> = {};
      const entry = (name: number) => {
        const key = names[name] as string;
        roles[key] ??= { memberOf: [], members: [] };
        return roles[key];
      };
      for (const name of declared) entry(name);
      for (const { role, member, admin, inherit, set, withGroup } of pairs) {
        const options = { admin, ...(major >= 16 ? { inherit, set } : {}) };
        if (withGroup) entry(role).members.push({ role: names[member], ...options });
        else entry(member).memberOf.push({ role: names[role], ...options });
      }
      return scopeOf(ground.database.name, roles);
    };

    /** Makes the random grants, as far as PostgreSQL takes them. */
    const grow = async (session: Session, { grants, noInherit }: RandomCase, manages: boolean) => {
      for (const name of noInherit) await session.query(`ALTER ROLE ${names[name]} NOINHERIT`);
      for (const grant of grants) {
        const { role, member, admin, inherit, set } = grant;
        const grantor = names[grant.grantor] ?? (manages ? manager : undefined);
        // WITH ADMIN FALSE on a row that has it leaves what hangs on it, which only a superuser can clear away.
        const adminOption = admin || !manages ? `ADMIN ${admin}, ` : "";
        const options =
          major >= 16
            ? ` WITH ${adminOption}INHERIT ${inherit}, SET ${set}${grantor === undefined ? "" : ` GRANTED BY ${grantor}`}`
            : admin
              ? " WITH ADMIN OPTION"
              : "";
        await session.query("SAVEPOINT one");
        await session
          .query(`GRANT ${names[role]} TO ${names[member]}${options}`)
          .catch(() => session.query("ROLLBACK TO SAVEPOINT one"));
      }
    };

    const rowsOf = async (session: Session) =>
      JSON.stringify(
        await session.rows(
          `SELECT roleid, member, grantor, admin_option${major >= 16 ? ", inherit_option, set_option" : ""}
             FROM pg_auth_members ORDER BY roleid, member, grantor`,
        ),
      );

    /** Makes a statement in the right that it names, by SET ROLE or by a membership for the time being. */
    const carryOut = async (session: Session, model: DatabaseModel, { sql, asOwner }: PlannedStatement) => {
      const graph = membershipGraph(model);
      const { name } = model.reader;
      if (asOwner === undefined || graph.inherits(name, asOwner)) {
        await session.query(sql);
      } else if (graph.canSetRole(name, asOwner)) {
        await session.query(`SET LOCAL ROLE ${asOwner}`);
        await session.query(sql);
        await session.query(`SET LOCAL ROLE ${name}`);
      } else {
        await session.query(`GRANT ${asOwner} TO ${name} WITH INHERIT TRUE`);
        await session.query(sql);
        await session.query(`REVOKE ${asOwner} FROM ${name} GRANTED BY ${name}`);
      }
    };

    const holds = (session: Session, one: RandomCase, manages: boolean) =>
      inTransaction(session, async () => {
        await grow(session, one, manages);
        if (manages) await session.query(`SET LOCAL ROLE ${manager}`);
        const scope = declare(one);
        const before = await readDatabaseModel(session);
        const plan = planRoles(scope, before);
        // What is left of the random graph may close a circle with a declaration.
        if (plan.problems.length > 0) {
          assert.match(plan.problems[0]?.reason ?? "", /circle/);
          return;
        }
        session.takeNotices();
        for (const statement of plan.statements) {
          const was = await rowsOf(session);
          await carryOut(session, before, statement);
          assert.notEqual(await rowsOf(session), was, `without effect: ${statement.sql}`);
        }
        assert.deepEqual(session.takeNotices(), []);
        const after = await readDatabaseModel(session);
        const again = planRoles(scope, after);
        assert.deepEqual([linesOf(again), again.statements], [[], []]);
        assert.deepEqual(again.live, again.desired);
        assert.deepEqual(again.desired, plan.desired);
        assert.deepEqual(told(plan), difference(before, after, scope, new Set([...names, manager])));
        const now = effects(after);
        const wanted = wantedMemberships(scope, before, []);
        for (const [key, { role, member, options }] of now) {
          if (member === manager || !(scope.roles.has(role) || scope.roles.has(member))) continue;
          const want = wanted.get(key);
          assert.ok(want, `${member} should not be a member of ${role}`);
          if (major < 16) assert.equal(options.admin, want.admin);
          else assert.deepEqual(options, { admin: want.admin, inherit: want.inherit, set: want.set });
        }
        for (const key of wanted.keys()) assert.ok(now.has(key), `${key} is missing`);
      });

    for (const manages of [false, true]) {
      const who = manages ? "a CREATEROLE role" : "a superuser";
      test(`${who} makes any graph what is declared, statement by statement with effect, and tells each change`, () =>
        ground.admin((session) =>
          fc.assert(
            fc.asyncProperty(cases, (one) => holds(session, one, manages)),
            { numRuns: RUNS },
          ),
        ));
    }
  });
}

async function inTransaction(session: Session, work: () => Promise<void>): Promise<void> {
  await session.query("BEGIN");
  try {
    await work();
  } finally {
    await session.query("ROLLBACK");
  }
}

interface Effect {
  readonly role: string;
  readonly member: string;
  readonly options: MembershipOptions;
}

function effects(model: DatabaseModel): Map<string, Effect> {
  const result = new Map<string, Effect>();
  for (const { role, member } of model.memberships) {
    const rows = model.memberships.filter((row) => row.role === role && row.member === member);
    const options = together(rows) as MembershipOptions;
    result.set(pairKey({ role, member }), {
      role,
      member,
      options: model.version >= 160000 ? options : { admin: options.admin, inherit: true, set: true },
    });
  }
  return result;
}

/** What a preview tells about effects, sorted. */
function told(plan: { changes: readonly { object: string; text: string }[] }): string[] {
  return linesOf(plan as Parameters<typeof linesOf>[0])
    .filter((line) => !/ stays a member/.test(line) && / member|OPTION/.test(line))
    .sort();
}

/** What has really changed, in the same words. */
function difference(
  before: DatabaseModel,
  after: DatabaseModel,
  scope: Parameters<typeof membershipLines>[0],
  among: ReadonlySet<string>,
): string[] {
  const old = effects(before);
  const now = effects(after);
  const changes = [...new Map([...old, ...now])].flatMap(([key, pair]) =>
    // Other tests come and go on the same server.
    among.has(pair.role)
      ? membershipLines(scope, pair, old.get(key)?.options, now.get(key)?.options, () => "")
      : [],
  );
  return linesOf({ changes }).sort();
}
