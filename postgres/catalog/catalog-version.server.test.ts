import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS, restartTestServer, startTestServer, type TestServer } from "../../test/servers";
import { type Session, withSession } from "../connect/session";
import { createShopObjects, createShopRoles, type ShopRoles } from "../testing/shop";
import { readCatalogVersion, VERSIONED_CATALOGS } from "./catalog-version";
import { readHead } from "./cluster";
import { readDatabaseModel } from "./read-model";

/** What is read of a catalog that not everybody may read, in its place. */
const IN_PLACE = ["pg_authid", "pg_shdepend", "pg_subscription"];

/** One statement each that changes what a reading finds. Names in braces are those of the shop's roles. */
const CHANGES: readonly (string | readonly [sql: string, since: number])[] = [
  "GRANT SELECT ON app.orders TO {app}",
  "GRANT UPDATE (state) ON app.orders TO {app}",
  "ALTER TABLE app.orders OWNER TO {stranger}",
  "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY",
  "ALTER TABLE app.orders FORCE ROW LEVEL SECURITY",
  "CREATE POLICY p ON app.orders TO {app} USING (tenant_id = current_setting('app.tenant_id')::uuid)",
  "ALTER POLICY p ON app.orders USING (true)",
  "ALTER POLICY p ON app.orders TO PUBLIC",
  "ALTER POLICY p ON app.orders RENAME TO q",
  "DROP POLICY q ON app.orders",
  "ALTER TABLE app.orders ALTER COLUMN state DROP NOT NULL",
  "ALTER TABLE app.orders RENAME COLUMN total TO amount",
  "CREATE INDEX orders_state ON app.orders (tenant_id, state)",
  "DROP INDEX app.orders_state",
  "ALTER TABLE app.orders ADD CONSTRAINT positive CHECK (id > 0) NOT VALID",
  "ALTER TABLE app.orders VALIDATE CONSTRAINT positive",
  "CREATE TABLE app.orders_old (tenant_id uuid NOT NULL) INHERITS (app.orders)",
  "ALTER TABLE app.orders_old NO INHERIT app.orders",
  "ALTER TABLE app.events DETACH PARTITION app.events_2026",
  "ALTER VIEW app.open_orders SET (security_barrier)",
  "CREATE OR REPLACE VIEW app.open_orders AS SELECT tenant_id, id, state, amount AS total FROM app.orders",
  "ALTER FUNCTION app.count_all() SECURITY INVOKER",
  "ALTER FUNCTION app.count_all() SET search_path = pg_catalog",
  "REVOKE EXECUTE ON FUNCTION app.add(int, int) FROM PUBLIC",
  "GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO {app}",
  "GRANT USAGE ON TYPE app.state TO {app}",
  "ALTER TYPE app.state ADD VALUE 'void'",
  "GRANT USAGE ON SEQUENCE app.order_numbers TO {app}",
  "ALTER SEQUENCE app.order_numbers OWNED BY app.currencies.code",
  "GRANT CREATE ON SCHEMA app TO {app}",
  "REVOKE CONNECT ON DATABASE shop FROM PUBLIC",
  "ALTER DATABASE shop CONNECTION LIMIT 50",
  "ALTER DATABASE shop SET lock_timeout = '3s'",
  "ALTER ROLE {app} SET statement_timeout = '3s'",
  "ALTER ROLE {app} IN DATABASE shop SET statement_timeout = '4s'",
  "ALTER ROLE {app} CONNECTION LIMIT 7",
  "ALTER ROLE {app} VALID UNTIL '2030-01-01'",
  "ALTER ROLE {app} BYPASSRLS",
  "ALTER ROLE {app} PASSWORD 'of-chance'",
  "GRANT {owner} TO {app} WITH ADMIN OPTION",
  "REVOKE ADMIN OPTION FOR {owner} FROM {app}",
  "REVOKE {owner} FROM {app}",
  "CREATE ROLE newcomer",
  "ALTER ROLE newcomer RENAME TO comer",
  "DROP ROLE comer",
  "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT ON TABLES TO {app}",
  "CREATE EXTENSION pgcrypto SCHEMA app",
  "ALTER EXTENSION pgcrypto DROP FUNCTION app.gen_salt(text)",
  "CREATE FOREIGN DATA WRAPPER wrapper",
  "CREATE SERVER remote FOREIGN DATA WRAPPER wrapper",
  "GRANT USAGE ON FOREIGN SERVER remote TO {app}",
  "CREATE FOREIGN TABLE app.far (tenant_id uuid) SERVER remote",
  "GRANT USAGE ON LANGUAGE plpgsql TO {app}",
  "SELECT pg_catalog.lo_create(4711)",
  "GRANT SELECT ON LARGE OBJECT 4711 TO {app}",
  "GRANT CREATE ON TABLESPACE pg_default TO {app}",
  ["GRANT SET ON PARAMETER log_statement TO {app}", 15],
  "CREATE PUBLICATION everything FOR ALL TABLES",
  "ALTER PUBLICATION everything SET (publish = 'insert')",
  "CREATE SUBSCRIPTION other CONNECTION 'dbname=other' PUBLICATION p WITH (connect = false)",
  "ALTER SUBSCRIPTION other RENAME TO another",
  "CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
  "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION app.watch()",
  "ALTER EVENT TRIGGER watch DISABLE",
  "CREATE STATISTICS app.s ON tenant_id, id FROM app.orders",
  "DROP TABLE app.events_2026",
];

for (const major of MAJORS) {
  describe(`the version of the catalogs of PostgreSQL ${major}`, () => {
    // A server of its own: on a shared one somebody always makes a role.
    let server: TestServer;
    let roles: ShopRoles;
    const admin = <T>(work: (session: Session) => Promise<T>) =>
      withSession({ ...server.settings, database: "shop" }, work);
    const reader = { version: major * 10_000, readsPasswords: true };
    const version = () => admin((session) => readCatalogVersion(session, reader));
    const named = (sql: string) => sql.replace(/\{(\w+)\}/g, (_, role: keyof ShopRoles) => roles[role]);
    before(async () => {
      server = await startTestServer(major, { autovacuum: false });
      await withSession(server.settings, (session) => session.query("CREATE DATABASE shop"));
      roles = await admin((session) => createShopRoles(session, "shop"));
      await admin((session) => createShopObjects(session, roles.owner));
    });
    after(() => server.stop());

    test("asks every catalog that a reading asks", async () => {
      const asked = new Set<string>();
      await admin(async (session) => {
        const listening: Session = {
          ...session,
          query: (sql, values) => {
            note(sql);
            return session.query(sql, values);
          },
          rows: (sql, values) => {
            note(sql);
            return session.rows(sql, values);
          },
          results: (statements) => {
            statements.forEach(note);
            return session.results(statements);
          },
        };
        const catalogs = await session.rows(
          "SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'",
        );
        const names = new Set(catalogs.map(([name]) => String(name)));
        function note(sql: string): void {
          for (const [name] of sql.matchAll(/\bpg_\w+/g)) if (names.has(name)) asked.add(name);
        }
        await readDatabaseModel(listening, { columns: true, owners: true, system: ["pg_ls_dir"] });
        await readHead(listening);
      });
      assert.ok(asked.size > 25, `${[...asked]}`);
      const known = new Set([...VERSIONED_CATALOGS, ...IN_PLACE]);
      assert.deepEqual(
        [...asked].filter((name) => !known.has(name)),
        [],
      );
    });

    test("changes with every statement that changes what a reading finds, and with no other", async () => {
      let before = await version();
      const changed = async (sql: string, expected: boolean) => {
        await admin((session) => session.query(sql));
        const now = await version();
        assert.equal(now !== before, expected, sql);
        before = now;
      };
      assert.equal(await version(), before);
      for (const change of CHANGES) {
        const [sql, since] = typeof change === "string" ? [change, 0] : change;
        if (major >= since) await changed(named(sql), true);
      }
      // The first one notes that the table has no children any more.
      await changed("ANALYZE app.orders", true);
      for (const sql of [
        "INSERT INTO app.orders (tenant_id, id) SELECT gen_random_uuid(), i FROM generate_series(1, 500) i",
        "ANALYZE app.orders",
        "VACUUM (FREEZE) app.orders",
        "VACUUM (FREEZE) pg_catalog.pg_class",
        "CHECKPOINT",
        "SELECT nextval('app.order_numbers')",
        "BEGIN; CREATE TABLE app.never (); GRANT SELECT ON app.orders TO PUBLIC; ROLLBACK",
        "COMMENT ON TABLE app.orders IS 'what is sold'",
      ])
        await changed(sql, false);
      await changed("SELECT pg_catalog.pg_reload_conf(), pg_catalog.pg_sleep(0.3)", true);
      server = await restartTestServer(server, { autovacuum: false });
      assert.notEqual(await version(), before, "after a restart");
    });

    test("is had without a superuser's rights, and changes with the attributes of a role there too", async () => {
      const own = { version: major * 10_000, readsPasswords: false };
      const asStranger = () =>
        admin(async (session) => {
          await session.query(`SET ROLE ${roles.stranger}`);
          return readCatalogVersion(session, own);
        });
      const first = await asStranger();
      assert.equal(await asStranger(), first);
      for (const sql of [
        `ALTER ROLE ${roles.readonly} CREATEDB`,
        `ALTER ROLE ${roles.readonly} SET work_mem = '64MB'`,
        "ALTER SUBSCRIPTION another RENAME TO one_more",
      ]) {
        const before = await asStranger();
        await admin((session) => session.query(sql));
        assert.notEqual(await asStranger(), before, sql);
      }
      await assert.rejects(
        admin(async (session) => {
          await session.query(`SET ROLE ${roles.stranger}`);
          return readCatalogVersion(session, reader);
        }),
        /pg_authid/,
      );
    });
  });
}
