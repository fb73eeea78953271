import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import { readDatabaseModel } from "../../catalog/read-model";
import { type Session, withSession } from "../../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../../testing/shop";
import { parseAccess } from "../parse-access";
import { planAccess } from "../plan-access";
import { readingFor } from "../reading";
import { describeAccess } from "./describe-access";

for (const major of MAJORS) {
  describe(`describing a live database's access on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "describe");
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("describe"));
        await createShopObjects(session, roles.owner);
      });
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, (session) => dropShopRoles(session, roles));
    });

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const describeNow = () =>
      admin(async (session) => describeAccess(await readDatabaseModel(session, { columns: true })));
    const check = async () => {
      const declaration = await describeNow();
      const { intent, problems } = parseAccess(JSON.parse(JSON.stringify(declaration)));
      assert.deepEqual(problems, []);
      assert.ok(intent);
      const plan = await admin(async (session) =>
        planAccess(intent, await readDatabaseModel(session, readingFor(intent))),
      );
      assert.deepEqual(
        plan.changes.map(({ object, text }) => `${object}: ${text}`),
        [],
      );
      assert.deepEqual(plan.problems, []);
      assert.deepEqual(plan.statements, []);
      assert.deepEqual(plan.live, plan.desired);
      return declaration;
    };

    test("a database that nobody has hardened", async () => {
      const declaration = await check();
      const schemas = declaration["schemas"] as Record<string, { public?: Record<string, string[]> }>;
      assert.deepEqual(schemas["app"]?.public, {
        functions: ["EXECUTE"],
        securityDefinerFunctions: ["EXECUTE"],
        types: ["USAGE"],
      });
    });

    const states: readonly (readonly [string, string, number?])[] = [
      [
        "a common privilege and one by name",
        "GRANT SELECT ON ALL TABLES IN SCHEMA app TO APP; GRANT DELETE ON app.orders TO APP",
      ],
      ["a privilege on a partition", "GRANT SELECT ON app.events_2026 TO APP"],
      [
        "grant options, and what was passed on",
        "GRANT USAGE ON SCHEMA app TO APP; GRANT INSERT ON app.orders TO APP WITH GRANT OPTION; SET ROLE APP; GRANT INSERT ON app.orders TO READONLY; RESET ROLE",
      ],
      ["columns", "GRANT SELECT (id, state), UPDATE (state) ON app.orders TO READONLY"],
      [
        "a row type",
        "GRANT USAGE ON TYPE app.orders TO APP WITH GRANT OPTION; REVOKE USAGE ON TYPE app.events FROM PUBLIC",
      ],
      ["another owner", "ALTER TABLE app.currencies OWNER TO STRANGER"],
      [
        "languages",
        "GRANT USAGE ON LANGUAGE plpgsql TO APP WITH GRANT OPTION; REVOKE USAGE ON LANGUAGE sql FROM PUBLIC",
      ],
      [
        "functions of the server",
        "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO APP; REVOKE EXECUTE ON FUNCTION pg_sleep(float8) FROM PUBLIC",
      ],
      [
        "a table of the server",
        "GRANT SELECT ON pg_authid TO APP; GRANT SELECT (rolpassword) ON pg_authid TO READONLY",
      ],
      ["another owner of the database", "ALTER DATABASE DB OWNER TO STRANGER"],
      ["large objects", "SELECT lo_create(4712); GRANT SELECT ON LARGE OBJECT 4712 TO APP"],
      ["parameters", "GRANT SET ON PARAMETER log_statement TO APP", 15],
      ["a tablespace", "GRANT CREATE ON TABLESPACE pg_default TO APP"],
      [
        "default privileges",
        "ALTER DEFAULT PRIVILEGES FOR ROLE OWNER IN SCHEMA app GRANT SELECT ON TABLES TO APP; ALTER DEFAULT PRIVILEGES FOR ROLE OWNER REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; ALTER DEFAULT PRIVILEGES FOR ROLE STRANGER GRANT USAGE ON SCHEMAS TO APP",
      ],
      ["memberships", "GRANT OWNER TO APP WITH ADMIN OPTION; GRANT pg_monitor TO READONLY"],
      ["membership options", "GRANT READONLY TO APP WITH INHERIT FALSE, SET FALSE", 16],
      [
        "attributes",
        "ALTER ROLE APP CREATEDB NOINHERIT CONNECTION LIMIT 7 VALID UNTIL '2030-01-01 00:00:00+00'",
      ],
      [
        "settings",
        "ALTER ROLE APP IN DATABASE DB SET search_path TO app, pg_temp; ALTER ROLE APP SET statement_timeout TO '30s'; ALTER DATABASE DB SET row_security TO off; ALTER DATABASE DB CONNECTION LIMIT 42",
      ],
      ["the database", "GRANT TEMPORARY ON DATABASE DB TO APP; REVOKE TEMPORARY ON DATABASE DB FROM PUBLIC"],
      [
        "a name that needs quotes",
        'CREATE SCHEMA "a.b ""c"" \u{1F600}"; CREATE TABLE "a.b ""c"" \u{1F600}"."T.x" (id int); GRANT SELECT ON "a.b ""c"" \u{1F600}"."T.x" TO APP',
      ],
    ];
    for (const [name, sql, since] of states) {
      if (since !== undefined && major < since) continue;
      test(`the first plan is empty: ${name}`, async () => {
        const statements = sql
          .replaceAll("STRANGER", roles.stranger)
          .replaceAll("READONLY", roles.readonly)
          .replaceAll(/(?<=ROLE |GRANT )OWNER\b/g, roles.owner)
          .replaceAll(/\bAPP\b/g, roles.app)
          .replaceAll(/\bDB\b/g, `"${database.name}"`);
        await admin((session) => session.query(statements));
        await check();
      });
    }
  });
}
