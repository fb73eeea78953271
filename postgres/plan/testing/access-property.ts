import { after, before, describe, test } from "node:test";
import { freshDatabase, type Major, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import { withSession } from "../../connect/session";
import { quoteIdentifier } from "../../sql/quote";
import { checkAccessProperty } from "./check-property";
import { FOREIGN_SERVER, type RandomRoles } from "./random-scene";

/** The property of {@link checkAccessProperty} as a test on one major. */
export function accessProperty(major: Major, runs: number): void {
  describe(`random objects, declarations and drift on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: RandomRoles;

    before(async () => {
      const server = await serverFor(major);
      database = await freshDatabase(server, "random");
      const prefix = uniqueName("random");
      roles = {
        owner: `${prefix}_owner`,
        other: `${prefix} "other"`,
        members: [0, 1, 2, 3, 4].map((number) => `${prefix} . ${number}`),
      };
      await withSession(database.settings, async (session) => {
        for (const name of [roles.owner, roles.other, ...roles.members])
          await session.query(`CREATE ROLE ${quoteIdentifier(name)}`);
        await session.query('CREATE FOREIGN DATA WRAPPER "random wrapper"');
        await session.query(
          `CREATE SERVER ${quoteIdentifier(FOREIGN_SERVER)} FOREIGN DATA WRAPPER "random wrapper"`,
        );
      });
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, async (session) => {
        for (const name of [roles.owner, roles.other, ...roles.members])
          await session.query(`DROP ROLE ${quoteIdentifier(name)}`);
      });
    });

    test(`${runs} cases mean after an update what they say`, () =>
      checkAccessProperty({ settings: database.settings, work: database.settings, major, roles }, runs));
  });
}
