import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { type Session, withSession } from "../connect/session";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import { privilegeSet } from "../model/privileges";
import { grant } from "../sql/grant";
import { rolledBack } from "../testing/rolled-back";
import { readDatabaseModel } from "./read-model";

/** The largest OID that no test gets to. */
const GONE = 4294967294;

for (const major of MAJORS) {
  describe(`a model of PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const visitor = uniqueName("visitor");
    const password = "a-visitors-password";

    before(async () => {
      database = await freshDatabase(await serverFor(major), "steady");
      await withSession(database.settings, async (session) => {
        await session.query(`CREATE ROLE ${visitor} LOGIN PASSWORD '${password}'`);
        await session.query("CREATE SCHEMA shadow; CREATE SCHEMA app");
        for (const statement of SHADOWED) await session.query(statement);
      });
    });
    after(async () => {
      await database.drop();
      const { settings } = await serverFor(major);
      await withSession(settings, (session) => session.query(`DROP ROLE ${visitor}`));
    });

    test("names types of one name in several schemas apart, and GRANT takes the names back", async () => {
      await rolledBack(database.settings, async (session) => {
        const model = await readDatabaseModel(session);
        const routines = [...model.objects.values()].filter(({ args }) => args !== undefined);
        assert.deepEqual(routines.map(objectKey).sort(), [
          "aggregate app.last(app.money)",
          "function app.f(a app.money)",
          "function app.f(a money)",
          "function app.f(a shadow.int4)",
          "function app.f(a shadow.money[], OUT b integer)",
          "function app.larger(app.money, app.money)",
          'function app.odd(VARIADIC "a, b" shadow."x) TO PUBLIC; --"[])',
        ]);
        for (const routine of routines)
          await session.query(grant({ privileges: EXECUTE, objects: [routine], grantees: [visitor] }));
        const { objects } = await readDatabaseModel(session);
        for (const routine of routines) {
          const acl = objects.get(objectKey(routine))?.acl ?? [];
          assert.ok(
            acl.some(({ grantee }) => grantee === visitor),
            objectKey(routine),
          );
        }
      });
    });

    test("is the same whatever search_path the database, the role and the session have stored", async () => {
      const read = (session: Session) => readDatabaseModel(session, { columns: true });
      const plain = await withSession(database.settings, read);
      await withSession(database.settings, async (session) => {
        await session.query(`ALTER DATABASE ${database.name} SET search_path = app, shadow, pg_catalog`);
        await session.query(`ALTER DATABASE ${database.name} SET quote_all_identifiers = on`);
        await session.query(
          `ALTER ROLE postgres IN DATABASE ${database.name} SET search_path = shadow, app, public`,
        );
      });
      try {
        const changed = await withSession(database.settings, read);
        assert.equal(changed.storedSettings.length, plain.storedSettings.length + 3);
        assert.deepEqual(comparable(changed), comparable(plain));
      } finally {
        await withSession(database.settings, async (session) => {
          await session.query(`ALTER DATABASE ${database.name} RESET ALL`);
          await session.query(`ALTER ROLE postgres IN DATABASE ${database.name} RESET ALL`);
        });
      }
    });

    test("is the same for a role without any rights, but for passwords", async () => {
      const read = (session: Session) =>
        readDatabaseModel(session, { columns: true, system: ["pg_authid", "pg_read_file"] });
      const mighty = await withSession(database.settings, read);
      const weak = await withSession({ ...database.settings, user: visitor, password }, read);
      assert.deepEqual(weak.reader, { name: visitor, superuser: false });
      assert.deepEqual(
        [...weak.roles.values()].filter(({ password: form }) => form !== "unreadable"),
        [],
      );
      assert.deepEqual(comparable(weak), comparable(mighty));
    });

    test("names by its OID a role that does not exist any more, wherever the catalog still holds it", async () => {
      await rolledBack(database.settings, async (session) => {
        const item = `pg_catalog.makeaclitem(${GONE}, ${GONE}, 'SELECT', true)`;
        await session.query(
          `ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON app.orders`,
        );
        await session.query(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${visitor}`);
        // No statement leaves this behind; crashes of old versions and hands in the catalog did.
        for (const statement of [
          `UPDATE pg_class SET relacl = ARRAY[${item}], relowner = ${GONE} WHERE oid = 'app.orders'::regclass`,
          `UPDATE pg_attribute SET attacl = ARRAY[${item}] WHERE attrelid = 'app.orders'::regclass AND attname = 'id'`,
          `UPDATE pg_default_acl SET defaclacl = ARRAY[${item}], defaclrole = ${GONE}`,
          `UPDATE pg_policy SET polroles = ARRAY[${GONE}::oid]`,
          `UPDATE pg_namespace SET nspacl = ARRAY[${item.replace("SELECT", "USAGE")}] WHERE nspname = 'pg_catalog'`,
        ])
          await session.query(statement);
        const model = await readDatabaseModel(session, { columns: true });
        const gone = { grantee: `#${GONE}`, grantor: `#${GONE}` };
        const named = (acl: DatabaseModel["defaultPrivileges"][number]["acl"] | undefined) =>
          acl?.map(({ grantee, grantor }) => ({ grantee, grantor }));
        const table = model.objects.get("table app.orders");
        assert.equal(table?.owner, `#${GONE}`);
        assert.deepEqual(named(table?.acl), [gone]);
        assert.deepEqual(table?.rowSecurity?.policies[0]?.roles, [`#${GONE}`]);
        assert.deepEqual(named(model.objects.get("column app.orders.id")?.acl), [gone]);
        assert.deepEqual(named(model.objects.get("schema pg_catalog")?.acl), [gone]);
        assert.equal(model.defaultPrivileges[0]?.owner, `#${GONE}`);
        assert.deepEqual(named(model.defaultPrivileges[0]?.acl), [gone]);
      });
    });

    test("tells a role whose name is a number from a role that is gone", async () => {
      await rolledBack(database.settings, async (session) => {
        await session.query(`CREATE ROLE "${GONE}"; GRANT SELECT ON app.orders TO "${GONE}"`);
        const { objects } = await readDatabaseModel(session);
        const acl = objects.get("table app.orders")?.acl ?? [];
        assert.ok(acl.some(({ grantee }) => grantee === String(GONE)));
      });
    });
  });
}

const EXECUTE = privilegeSet(["EXECUTE"]);

/** Types that carry the names of others, and routines that take them. */
const SHADOWED = [
  "CREATE TYPE shadow.int4 AS (value int)",
  "CREATE TYPE shadow.money AS (value int)",
  "CREATE DOMAIN app.money AS numeric",
  'CREATE TYPE shadow."x) TO PUBLIC; --" AS (value int)',
  "CREATE FUNCTION app.f(a money) RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE FUNCTION app.f(a app.money) RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE FUNCTION app.f(a shadow.money[], OUT b int) LANGUAGE sql AS 'SELECT 1'",
  "CREATE FUNCTION app.f(a shadow.int4 DEFAULT NULL) RETURNS int LANGUAGE sql AS 'SELECT 1'",
  `CREATE FUNCTION app.odd(VARIADIC "a, b" shadow."x) TO PUBLIC; --"[]) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  "CREATE FUNCTION app.larger(app.money, app.money) RETURNS app.money LANGUAGE sql AS 'SELECT $1'",
  "CREATE AGGREGATE app.last (app.money) (SFUNC = app.larger, STYPE = app.money)",
  "CREATE TABLE app.orders (id int, price app.money, other shadow.money, third money)",
  "CREATE VIEW app.seen AS SELECT * FROM app.orders",
];

/**
 * What must be equal whoever reads, without what is the cluster's and changes while other tests run: the database's
 * objects and default privileges, and the roles that no test makes.
 */
function comparable(model: DatabaseModel): unknown {
  const lasting = (name: string) => name === "postgres" || name.startsWith("pg_");
  return {
    version: model.version,
    database: model.database,
    roles: [...model.roles.values()]
      .filter(({ name }) => lasting(name))
      .map((role) => ({ ...role, password: undefined })),
    memberships: model.memberships.filter(({ role, member }) => lasting(role) && lasting(member)),
    objects: [...model.objects].filter(([, { kind }]) => kind !== "tablespace" && kind !== "parameter"),
    defaultPrivileges: model.defaultPrivileges,
  };
}
