import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import type { Properties } from "../protocol";
import { accessResource } from "./access";
import { Driver } from "./testing/driver";

const PASSWORD = "operator";

/**
 * Who is no superuser becomes an owner for what is changed on its objects, and an owner without USAGE on their schema
 * cannot name them. So one who loses USAGE loses it last; told to be given USAGE first, it would lose it again.
 */
for (const major of MAJORS) {
  describe(`an owner who loses USAGE on a schema, by a managing role without superuser on PostgreSQL ${major}`, () => {
    const prefix = uniqueName("leaving");
    const [operator, ...given] = ["operator", "owner", "leaver", "reader", "grantor"].map(
      (name) => `${prefix}_${name}`,
    ) as [string, string, string, string, string];
    const [owner, leaver, reader, grantor] = given;
    let database: TestDatabase;
    let server: ServerSettings;

    const sql = (text: string) => withSession(database.settings, (session) => session.query(text));
    before(async () => {
      database = await freshDatabase(await serverFor(major), "leaving");
      const { database: _, ...rest } = database.settings;
      server = { ...rest, user: operator, password: PASSWORD };
      await sql(
        `CREATE ROLE ${operator} LOGIN CREATEROLE CREATEDB PASSWORD '${PASSWORD}';
         ${given.map((role) => `CREATE ROLE ${role}`).join("; ")};
         GRANT ${given.join(", ")} TO ${operator} WITH ADMIN OPTION`,
      );
    });
    beforeEach(() =>
      sql(
        `CREATE SCHEMA s AUTHORIZATION ${owner};
         CREATE TABLE s.reports (id int);
         ALTER TABLE s.reports OWNER TO ${leaver}`,
      ),
    );
    afterEach(() => sql("DROP SCHEMA s CASCADE"));
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) =>
        session.query(`DROP ROLE ${operator}, ${given.join(", ")}`),
      );
    });

    const access = (changes: Properties): Properties => ({
      database: database.name,
      owner,
      // The operator inherits the reader's grant option, so it must become the leaver for what others hold of its table.
      schemas: { s: { roles: { [reader]: { schema: ["USAGE"], tables: ["SELECT WITH GRANT OPTION"] } } } },
      ...changes,
    });
    const held = async () => {
      const [row] = await sql(
        `SELECT has_schema_privilege('${leaver}', 's', 'USAGE') AS enters,
                has_table_privilege('${reader}', 's.reports', 'SELECT') AS reads,
                has_table_privilege('${reader}', 's.reports', 'INSERT') AS writes`,
      );
      return row;
    };

    for (const mode of ["additive", "adopt"])
      test(`a removal gives back what others hold of its objects, in mode ${mode}`, async () => {
        const resource = new Driver(accessResource, server);
        await resource.up(
          access({
            mode,
            grants: [{ to: [leaver], privileges: ["USAGE"], on: [{ kind: "schema", schema: "s" }] }],
          }),
        );
        assert.deepEqual(await held(), { enters: true, reads: true, writes: false });
        await resource.delete();
        assert.deepEqual(await held(), { enters: false, reads: false, writes: false });
      });

    const denying = () =>
      access({
        mode: "additive",
        grants: [
          { to: [reader], privileges: ["INSERT"], on: [{ kind: "tables", schema: "s", name: "reports" }] },
        ],
        denials: [{ from: [leaver], privileges: ["USAGE"], on: [{ kind: "schema", schema: "s" }] }],
      });
    const denied = async (resource: Driver) => {
      await resource.up(denying());
      assert.deepEqual(await held(), { enters: false, reads: true, writes: true });
      assert.deepEqual(await resource.preview(denying()), []);
    };

    test("a denial of USAGE lets what others gain on its objects be given first", async () => {
      await sql(
        `GRANT USAGE ON SCHEMA s TO ${leaver}; GRANT SELECT ON s.reports TO ${reader} WITH GRANT OPTION`,
      );
      await denied(new Driver(accessResource, server));
    });

    test("a denial of USAGE that somebody else granted, which goes by CASCADE, lets it be given first, too", async () => {
      await sql(
        `GRANT USAGE ON SCHEMA s TO ${grantor} WITH GRANT OPTION; GRANT SELECT ON s.reports TO ${reader} WITH GRANT OPTION;
         SET ROLE ${grantor}; GRANT USAGE ON SCHEMA s TO ${leaver}`,
      );
      await denied(new Driver(accessResource, server));
    });
  });
}
