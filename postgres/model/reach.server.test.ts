import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import {
  freshDatabase,
  MAJORS,
  type Major,
  serverFor,
  type TestDatabase,
  uniqueName,
} from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { quoteIdentifier } from "../sql/quote";
import { membershipGraph } from "./reach";

const ROLES = 6;

/** Six roles; who is a member of whom only ever goes from a lower number to a higher one, because circles are refused. */
const graphs = fc.record({
  inherit: fc.array(fc.boolean(), { minLength: ROLES, maxLength: ROLES }),
  superuser: fc.option(fc.nat(ROLES - 1), { freq: 4, nil: undefined }),
  owner: fc.nat(ROLES - 1),
  grants: fc.uniqueArray(
    fc.record({
      member: fc.nat(ROLES - 1),
      role: fc.nat(ROLES - 1),
      inherit: fc.boolean(),
      set: fc.boolean(),
      admin: fc.boolean(),
    }),
    { maxLength: 12, selector: ({ member, role }) => `${member} ${role}` },
  ),
  predefined: fc.option(fc.nat(ROLES - 1), { nil: undefined }),
});

type Graph = typeof graphs extends fc.Arbitrary<infer T> ? T : never;

async function build(session: Session, major: Major, names: readonly string[], graph: Graph): Promise<void> {
  const role = (number: number) => quoteIdentifier(names[number] as string);
  for (const number of names.keys()) {
    const superuser = graph.superuser === number ? "SUPERUSER" : "NOSUPERUSER";
    await session.query(
      `CREATE ROLE ${role(number)} ${graph.inherit[number] ? "INHERIT" : "NOINHERIT"} ${superuser}`,
    );
  }
  await session.query(
    `ALTER DATABASE ${quoteIdentifier(session.settings.database)} OWNER TO ${role(graph.owner)}`,
  );
  for (const grant of graph.grants) {
    if (grant.member >= grant.role) continue;
    const options =
      major >= 16
        ? `WITH INHERIT ${grant.inherit}, SET ${grant.set}, ADMIN ${grant.admin}`
        : grant.admin
          ? "WITH ADMIN OPTION"
          : "";
    await session.query(`GRANT ${role(grant.role)} TO ${role(grant.member)} ${options}`);
  }
  if (graph.predefined !== undefined)
    await session.query(`GRANT pg_read_all_data TO ${role(graph.predefined)}`);
}

for (const major of MAJORS) {
  describe(`the membership graph on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await freshDatabase(await serverFor(major), "reach");
    });
    after(() => database.drop());

    test("equals pg_has_role for every pair of roles of random graphs", { timeout: 120_000 }, async () => {
      await withSession(database.settings, async (session) => {
        const property = fc.asyncProperty(graphs, async (graph) => {
          const names = [...Array(ROLES).keys()].map((number) => `${uniqueName("reach")}_${number}`);
          await session.query("BEGIN");
          try {
            await build(session, major, names, graph);
            const everyone = [...names, "pg_database_owner", "pg_read_all_data"];
            assert.deepEqual(await ours(session, everyone), await theirs(session, major, everyone));
          } finally {
            await session.query("ROLLBACK");
          }
        });
        await fc.assert(property, { numRuns: 25 });
      });
    });
  });
}

async function ours(session: Session, names: readonly string[]): Promise<string[]> {
  const graph = membershipGraph(await readDatabaseModel(session));
  return names.flatMap((member) =>
    names.map((role) =>
      line(member, role, [
        graph.inherits(member, role),
        graph.isMemberOf(member, role),
        graph.canSetRole(member, role),
        graph.canAdminister(member, role),
      ]),
    ),
  );
}

async function theirs(session: Session, major: Major, names: readonly string[]): Promise<string[]> {
  const rows = await session.rows(
    `SELECT m.name, r.name, pg_has_role(m.name, r.name, 'USAGE'), pg_has_role(m.name, r.name, 'MEMBER'),
            pg_has_role(m.name, r.name, '${major >= 16 ? "SET" : "MEMBER"}'),
            pg_has_role(m.name, r.name, 'MEMBER WITH ADMIN OPTION')
       FROM unnest($1::name[]) WITH ORDINALITY AS m(name, at), unnest($1::name[]) WITH ORDINALITY AS r(name, at)
      ORDER BY m.at, r.at`,
    [names],
  );
  return rows.map(([member, role, ...answers]) =>
    line(member as string, role as string, answers as boolean[]),
  );
}

function line(member: string, role: string, answers: readonly boolean[]): string {
  const short = (name: string) => name.replace(/^reach_[0-9a-f]+_/, "");
  return `${short(member)} → ${short(role)}: usage, member, set, admin = ${answers.join(", ")}`;
}
