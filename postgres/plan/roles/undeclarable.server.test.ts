import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor } from "../../../test/servers";
import { readDatabaseModel } from "../../catalog/read-model";
import { withSession } from "../../connect/session";
import { planRoles } from "./plan-roles";
import { scopeOf } from "./testing";

/** What holds for more than one database, or what no privilege grants: nobody can declare it, and everybody should know. */
describe("what nobody can declare is told", () => {
  for (const major of MAJORS) {
    test(`settings for all roles, and a database that is a template, on PostgreSQL ${major}`, async () => {
      const database = await freshDatabase(await serverFor(major), "undeclarable");
      try {
        await withSession(database.settings, async (session) => {
          const kept = async () =>
            planRoles(scopeOf(database.name, {}), await readDatabaseModel(session)).kept;
          assert.deepEqual(await kept(), []);
          // In a transaction that is rolled back, because other databases of the server would see it too.
          await session.query("BEGIN");
          await session.query("ALTER ROLE ALL SET row_security TO off");
          await session.query("ALTER ROLE ALL SET app.secret TO 'K3Y'");
          await session.query(`ALTER DATABASE "${database.name}" IS_TEMPLATE true`);
          assert.deepEqual([...(await kept())].sort(), [
            "ALTER ROLE ALL keeps app.secret for all roles in all databases",
            "ALTER ROLE ALL keeps row_security = off for all roles in all databases",
            `database ${database.name} keeps IS_TEMPLATE, with which every role that has CREATEDB may copy it`,
          ]);
          await session.query("ROLLBACK");
        });
      } finally {
        await database.drop();
      }
    });
  }
});
