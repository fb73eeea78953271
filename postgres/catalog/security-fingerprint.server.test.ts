import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { type Session, withSession } from "../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../testing/shop";
import { readSecurityFingerprint } from "./security-fingerprint";

for (const major of MAJORS) {
  describe(`the fingerprint of a database's security state on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "fingerprint");
      await sql(async (session) => {
        roles = await createShopRoles(session, uniqueName("print"));
        await createShopObjects(session, roles.owner);
        await session.query(`GRANT SELECT ON app.orders TO "${roles.app}"`);
      });
    });
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) => dropShopRoles(session, roles));
    });

    const sql = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const run = (text: string) => sql((session) => session.query(text));
    const named = () => [roles.app, roles.readonly];
    const read = (names: readonly string[] = named()) =>
      sql((session) => readSecurityFingerprint(session, names));

    /** Which parts a statement changes. */
    const changedBy = async (text: string, names?: readonly string[]): Promise<string[]> => {
      const earlier = await read(names);
      await run(text);
      const later = await read(names);
      assert.deepEqual(Object.keys(later), Object.keys(earlier));
      return Object.keys(later).filter((part) => later[part] !== earlier[part]);
    };

    /** Statement → parts that it changes. In order: each stands on what went before. */
    const changes = (): readonly (readonly [string, ...string[]])[] => [
      [`GRANT TRUNCATE ON app.orders TO "${roles.app}"`, "relations"],
      ["ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY", "relations"],
      ["CREATE POLICY p ON app.orders USING (false)", "policies"],
      ["ALTER POLICY p ON app.orders USING (true)", "policies"],
      [`GRANT SELECT (state) ON app.orders TO "${roles.readonly}"`, "columns"],
      [
        "ALTER TABLE app.orders ALTER state DROP NOT NULL",
        ...(major >= 18 ? ["constraints"] : []),
        "columns",
      ],
      ["CREATE UNIQUE INDEX one ON app.orders (id)", "indexes"],
      ["CREATE INDEX plain ON app.orders (total)", "indexes"],
      ["ALTER TABLE app.orders ADD CHECK (id > 0)", "constraints"],
      [`ALTER ROLE "${roles.app}" BYPASSRLS`, "roles"],
      [`GRANT pg_monitor TO "${roles.app}"`, "roles", "memberships"],
      [`ALTER ROLE "${roles.app}" IN DATABASE "${database.name}" SET row_security TO off`, "settings"],
      [`GRANT TEMPORARY ON DATABASE "${database.name}" TO "${roles.app}"`, "database"],
      [
        `ALTER DEFAULT PRIVILEGES FOR ROLE "${roles.owner}" GRANT SELECT ON TABLES TO PUBLIC`,
        "default privileges",
      ],
      [`GRANT CREATE ON SCHEMA app TO "${roles.app}"`, "schemas"],
      [
        "CREATE OR REPLACE FUNCTION app.add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "functions",
      ],
      ["REVOKE EXECUTE ON FUNCTION app.count_all() FROM PUBLIC", "functions"],
      ["GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO PUBLIC", "functions"],
      [`GRANT SELECT ON pg_catalog.pg_authid TO "${roles.app}"`, "relations"],
      ["CREATE OR REPLACE VIEW app.open_orders AS SELECT * FROM app.orders", "views"],
      ["ALTER VIEW app.open_orders SET (security_barrier = true)", "relations"],
      ["CREATE EXTENSION hstore SCHEMA app", "functions", "extensions"],
      [
        "CREATE TRIGGER t BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "triggers",
      ],
      ["CREATE PUBLICATION everything FOR ALL TABLES", "publications"],
      ["REVOKE USAGE ON TYPE app.state FROM PUBLIC", "types"],
      ["REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC", "languages"],
      ["CREATE TABLE app.naked (tenant_id uuid)", "relations", "columns"],
      ["CREATE TABLE app.child () INHERITS (app.naked)", "relations", "parents", "columns"],
    ];

    test("sees each kind of change, and where it is", async () => {
      for (const [statement, ...parts] of changes()) {
        const found = await changedBy(statement);
        // An extension brings operators, types and casts along.
        if (/EXTENSION/.test(statement)) for (const part of parts) assert.ok(found.includes(part), part);
        else assert.deepEqual(found.sort(), [...parts].sort(), statement);
      }
    });

    test("sees nothing in what changes by itself or is another's", async () => {
      const stranger = uniqueName("elsewhere");
      for (const statement of [
        "INSERT INTO app.currencies VALUES ('EUR')",
        "VACUUM ANALYZE app.currencies",
        "VACUUM FULL app.currencies",
        "TRUNCATE app.currencies",
        "REFRESH MATERIALIZED VIEW app.totals",
        "REINDEX TABLE CONCURRENTLY app.currencies",
        "CREATE TEMPORARY TABLE mine (id int)",
        `ALTER ROLE "${roles.app}" PASSWORD 'another for this test'`,
        `CREATE ROLE ${stranger} LOGIN`,
        `GRANT pg_monitor TO ${stranger}`,
        `DROP ROLE ${stranger}`,
      ])
        assert.deepEqual(await changedBy(statement), [], statement);
    });

    test("without names, whoever holds something here counts, and whoever is a member of those", async () => {
      const member = uniqueName("member");
      await run(`CREATE ROLE ${member} LOGIN`);
      try {
        assert.deepEqual(await changedBy(`GRANT "${roles.app}" TO ${member}`), [], "named roles only");
        await run(`REVOKE "${roles.app}" FROM ${member}`);
        assert.deepEqual(await changedBy(`GRANT "${roles.app}" TO ${member}`, []), ["roles", "memberships"]);
        assert.deepEqual(await changedBy(`ALTER ROLE ${member} CREATEDB`, []), ["roles"]);
      } finally {
        await run(`DROP ROLE ${member}`);
      }
    });
  });
}
