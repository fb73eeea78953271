import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { PUBLIC } from "../model/acl";
import { privilegeNames } from "../model/privileges";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../testing/shop";
import type { AccessIntent } from "./access-intent";
import { parseAccess } from "./parse-access";
import { planAccess } from "./plan-access";
import { readingFor } from "./reading";
import { planRelease } from "./release-access";

for (const major of MAJORS) {
  describe(`Access on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "access");
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("shop"));
        await session.query(`ALTER DATABASE "${database.name}" OWNER TO "${roles.owner}"`);
        await createShopObjects(session, roles.owner);
      });
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, (session) => dropShopRoles(session, roles));
    });

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const intent = (changes: Record<string, unknown> = {}): AccessIntent => {
      const parsed = parseAccess({
        database: database.name,
        owner: roles.owner,
        databasePrivileges: { [roles.app]: ["CONNECT"], [roles.readonly]: ["CONNECT"] },
        schemas: {
          public: {},
          app: {
            roles: {
              [roles.app]: {
                schema: ["USAGE"],
                tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
                views: ["SELECT"],
                sequences: ["USAGE"],
                functions: ["EXECUTE"],
                types: ["USAGE"],
              },
              [roles.readonly]: { schema: ["USAGE"], tables: ["SELECT"] },
            },
          },
        },
        roles: { [roles.app]: { settings: { lock_timeout: "5s", search_path: "app, pg_temp" } } },
        ...changes,
      });
      assert.deepEqual(parsed.problems, []);
      return parsed.intent as AccessIntent;
    };
    const plan = (wanted = intent()) =>
      admin(async (session) => planAccess(wanted, await readDatabaseModel(session, readingFor(wanted))));
    const apply = (wanted = intent()) =>
      converge(database.settings, async (session) =>
        planAccess(wanted, await readDatabaseModel(session, readingFor(wanted))),
      );
    const lines = async (wanted = intent()) =>
      (await plan(wanted)).changes.map(({ object, text }) => `${object}: ${text}`);
    const allowed = async (role: string, what: string, object: string, privilege: string) => {
      const [row] = await admin((session) =>
        session.query<{ has: boolean }>(`SELECT has_${what}_privilege($1, $2, $3) AS has`, [
          role,
          object,
          privilege,
        ]),
      );
      return row?.has;
    };

    test("an update gives what is declared, takes everything else, and a second plan is empty", async () => {
      await apply();
      assert.deepEqual(await lines(), []);
      assert.equal(await allowed(roles.app, "table", "app.orders", "INSERT"), true);
      assert.equal(await allowed(roles.app, "table", "app.orders", "TRUNCATE"), false);
      assert.equal(await allowed(roles.app, "table", "app.events", "SELECT"), true);
      assert.equal(await allowed(roles.app, "table", "app.events_2026", "SELECT"), false);
      assert.equal(await allowed(roles.app, "table", "app.totals", "SELECT"), false);
      assert.equal(await allowed(roles.readonly, "table", "app.orders", "SELECT"), true);
      assert.equal(await allowed(roles.readonly, "table", "app.orders", "UPDATE"), false);
      assert.equal(await allowed(roles.app, "function", "app.add(int, int)", "EXECUTE"), true);
      assert.equal(await allowed(roles.app, "function", "app.count_all()", "EXECUTE"), false);
      assert.equal(await allowed(roles.stranger, "function", "app.add(int, int)", "EXECUTE"), false);
      assert.equal(await allowed(roles.stranger, "database", database.name, "CONNECT"), false);
      assert.equal(await allowed(roles.stranger, "database", database.name, "TEMPORARY"), false);
      assert.equal(await allowed(roles.stranger, "schema", "public", "USAGE"), false);
      assert.equal(await allowed(roles.app, "type", "app.state", "USAGE"), true);
      assert.equal(await allowed(roles.stranger, "type", "app.state", "USAGE"), false);
    });

    test("objects that the owner makes later come with the declared privileges and nothing for PUBLIC", async () => {
      await apply();
      await admin(async (session) => {
        await session.query("BEGIN");
        await session.query(`SET LOCAL ROLE "${roles.owner}"`);
        await session.query("CREATE TABLE app.later (id int)");
        await session.query("CREATE FUNCTION app.later() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        const [row] = await session.query(
          `SELECT has_table_privilege($1, 'app.later', 'INSERT') AS app, has_table_privilege($2, 'app.later', 'INSERT') AS ro,
                  has_function_privilege($3, 'app.later()', 'EXECUTE') AS stranger`,
          [roles.app, roles.readonly, roles.stranger],
        );
        assert.deepEqual(row, { app: true, ro: false, stranger: false });
        await session.query("ROLLBACK");
      });
    });

    test("a view or materialized view to come has what tables are given in advance, until the next update", async () => {
      await apply();
      await admin((session) =>
        session.query(
          `SET ROLE "${roles.owner}"; CREATE VIEW app.later_view AS SELECT 1 AS n; CREATE MATERIALIZED VIEW app.later_sums AS SELECT 1 AS n; RESET ROLE`,
        ),
      );
      assert.equal(await allowed(roles.app, "table", "app.later_view", "INSERT"), true);
      assert.equal(await allowed(roles.app, "table", "app.later_sums", "SELECT"), true);
      assert.deepEqual((await lines()).sort(), [
        `materialized view app.later_sums: ${roles.app} loses DELETE`,
        `materialized view app.later_sums: ${roles.app} loses INSERT`,
        `materialized view app.later_sums: ${roles.app} loses SELECT`,
        `materialized view app.later_sums: ${roles.app} loses UPDATE`,
        `materialized view app.later_sums: ${roles.readonly} loses SELECT`,
        `view app.later_view: ${roles.app} loses DELETE`,
        `view app.later_view: ${roles.app} loses INSERT`,
        `view app.later_view: ${roles.app} loses UPDATE`,
        `view app.later_view: ${roles.readonly} loses SELECT`,
      ]);
      await apply();
      assert.equal(await allowed(roles.app, "table", "app.later_sums", "SELECT"), false);
      await admin((session) =>
        session.query("DROP VIEW app.later_view; DROP MATERIALIZED VIEW app.later_sums"),
      );
    });

    test("PUBLIC is given nothing in advance by the short form, only by default privileges that say so", async () => {
      const schemas = { app: { public: { tables: ["SELECT"] } } };
      const toCome = async (wanted: AccessIntent) => {
        await apply(wanted);
        const [row] = await admin(async (session) => {
          await session.query("BEGIN");
          await session.query(`SET LOCAL ROLE "${roles.owner}"; CREATE TABLE app.later (id int)`);
          const rows = await session.rows("SELECT has_table_privilege('public', 'app.later', 'SELECT')");
          await session.query("ROLLBACK");
          return rows;
        });
        return row?.[0];
      };
      assert.equal(await toCome(intent({ schemas })), false);
      assert.equal(await allowed(roles.stranger, "table", "app.orders", "SELECT"), true);
      const declared = [{ kind: "tables", schema: "app", toPublic: true, privileges: ["SELECT"] }];
      assert.equal(await toCome(intent({ schemas, defaultPrivileges: declared })), true);
      await apply();
    });

    const drifts: readonly [string, (r: ShopRoles) => string, (r: ShopRoles) => RegExp][] = [
      [
        "a grant to a stranger",
        (r) => `GRANT SELECT ON app.orders TO "${r.stranger}"`,
        (r) => new RegExp(`table app\\.orders: ${r.stranger} loses SELECT`),
      ],
      [
        "a grant to PUBLIC on a function",
        () => "GRANT EXECUTE ON FUNCTION app.add(int, int) TO PUBLIC",
        () => /function app\.add\(a integer, b integer\): PUBLIC loses EXECUTE/,
      ],
      [
        "CREATE on schema public for PUBLIC",
        () => "GRANT CREATE ON SCHEMA public TO PUBLIC",
        () => /schema public: PUBLIC loses CREATE/,
      ],
      [
        "a privilege taken away",
        (r) => `REVOKE SELECT ON app.orders FROM "${r.readonly}"`,
        (r) => new RegExp(`table app\\.orders: ${r.readonly} gains SELECT`),
      ],
      [
        "a grant option",
        (r) => `GRANT SELECT ON app.orders TO "${r.readonly}" WITH GRANT OPTION`,
        (r) => new RegExp(`${r.readonly} loses the grant option for SELECT`),
      ],
      [
        "a grant passed on by a role that is not the owner",
        (r) =>
          `GRANT SELECT ON app.orders TO "${r.app}" WITH GRANT OPTION; SET ROLE "${r.app}"; GRANT SELECT ON app.orders TO "${r.stranger}"; RESET ROLE`,
        (r) => new RegExp(`${r.stranger} loses SELECT granted by ${r.app}`),
      ],
      [
        "a privilege on a partition",
        (r) => `GRANT SELECT ON app.events_2026 TO "${r.app}"`,
        (r) => new RegExp(`table app\\.events_2026: ${r.app} loses SELECT`),
      ],
      [
        "EXECUTE on a SECURITY DEFINER function",
        (r) => `GRANT EXECUTE ON FUNCTION app.count_all() TO "${r.app}"`,
        (r) => new RegExp(`function app\\.count_all\\(\\): ${r.app} loses EXECUTE`),
      ],
      [
        "default privileges for PUBLIC",
        (r) =>
          `ALTER DEFAULT PRIVILEGES FOR ROLE "${r.owner}" IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC`,
        () => /default privileges of \S+ for tables in schema app: PUBLIC loses SELECT/,
      ],
      [
        "default privileges of another owner",
        (r) =>
          `ALTER DEFAULT PRIVILEGES FOR ROLE "${r.stranger}" IN SCHEMA app GRANT SELECT ON TABLES TO "${r.readonly}"`,
        (r) =>
          new RegExp(
            `default privileges of ${r.stranger} for tables in schema app: ${r.readonly} loses SELECT`,
          ),
      ],
      [
        "a role setting changed",
        (r) => `ALTER ROLE "${r.app}" IN DATABASE "${"DB"}" SET lock_timeout TO '1h'`,
        (r) => new RegExp(`role ${r.app}: sets lock_timeout = 5s \\(was 1h\\)`),
      ],
      [
        "a role setting added",
        (r) => `ALTER ROLE "${r.app}" IN DATABASE "${"DB"}" SET row_security TO off`,
        (r) => new RegExp(`role ${r.app}: resets row_security \\(was off\\)`),
      ],
      [
        "a strange name",
        (r) => `GRANT SELECT ON app."strange . ""name""" TO "${r.stranger}"`,
        (r) => new RegExp(`table app\\."strange \\. ""name""": ${r.stranger} loses SELECT`),
      ],
    ];
    for (const [name, drift, expected] of drifts) {
      test(`drift is seen and repaired: ${name}`, async () => {
        await apply();
        await admin((session) => session.query(drift(roles).replaceAll("DB", database.name)));
        const seen = await lines();
        assert.ok(
          seen.some((line) => expected(roles).test(line)),
          `expected ${expected(roles)} in:\n${seen.join("\n")}`,
        );
        await apply();
        assert.deepEqual(await lines(), []);
      });
    }

    test("mode additive never takes anything, and says what it leaves", async () => {
      await apply();
      await admin((session) => session.query(`GRANT DELETE ON app.currencies TO "${roles.stranger}"`));
      const wanted = intent({ mode: "additive" });
      const additive = await plan(wanted);
      assert.deepEqual(additive.changes, []);
      // What all databases of the server share is shown too, and other tests work on the same server.
      const ours = additive.kept.filter((line) => line.includes(roles.stranger));
      assert.deepEqual(ours, [
        `${roles.stranger} keeps DELETE on table app.currencies, which is not declared`,
      ]);
      assert.deepEqual(additive.live, additive.desired);
      await apply();
    });

    test("a release gives back everything that was granted and leaves PUBLIC closed", async () => {
      await apply();
      const wanted = intent();
      await converge(database.settings, async (session) =>
        planRelease(wanted, await readDatabaseModel(session, readingFor(wanted))),
      );
      assert.equal(await allowed(roles.app, "table", "app.orders", "SELECT"), false);
      assert.equal(await allowed(roles.stranger, "database", database.name, "CONNECT"), false);
      const model = await admin((session) => readDatabaseModel(session));
      assert.deepEqual(
        model.storedSettings.filter(({ role }) => role === roles.app),
        [],
      );
      await apply();
    });

    test("a release takes from PUBLIC what the declaration gave it in advance, and nothing that others did", async () => {
      const wanted = intent({
        mode: "additive",
        defaultPrivileges: [
          { kind: "tables", toPublic: true, privileges: ["SELECT"] },
          { kind: "sequences", schema: "app", toPublic: true, privileges: ["USAGE"] },
        ],
      });
      await admin((session) =>
        session.query(
          `ALTER DEFAULT PRIVILEGES FOR ROLE "${roles.owner}" IN SCHEMA app GRANT INSERT ON TABLES TO PUBLIC`,
        ),
      );
      await apply(wanted);
      const given = async () =>
        (await admin((session) => readDatabaseModel(session))).defaultPrivileges.flatMap((entry) =>
          entry.acl
            .filter(({ grantee }) => entry.owner === roles.owner && grantee === PUBLIC)
            .map(({ privileges }) => `${entry.schema} ${entry.kind}: ${privilegeNames(privileges).join()}`),
        );
      const before = await given();
      assert.ok(before.includes("null tables: SELECT") && before.includes("app sequences: USAGE"));
      await converge(database.settings, async (session) =>
        planRelease(wanted, await readDatabaseModel(session, readingFor(wanted))),
      );
      assert.deepEqual(
        await given(),
        before.filter((line) => line !== "null tables: SELECT" && line !== "app sequences: USAGE"),
      );
      assert.ok((await given()).includes("app tables: INSERT"));
      await apply();
    });

    test("a declaration that names the owner of an object is no difference", async () => {
      const { schemas } = { schemas: { app: { roles: { [roles.owner]: { tables: ["SELECT"] } } } } };
      const wanted = intent({ schemas, roles: {}, databasePrivileges: {} });
      await apply(wanted);
      const again = await plan(wanted);
      assert.deepEqual(again.changes, []);
      assert.deepEqual(again.live, again.desired);
      await apply();
    });

    test("MAINTAIN is refused with a reason where the server does not know it", async () => {
      const wanted = intent({ schemas: { app: { roles: { [roles.app]: { tables: ["MAINTAIN"] } } } } });
      const { problems } = await plan(wanted);
      if (major >= 17) assert.deepEqual(problems, []);
      else
        assert.match(problems[0]?.reason ?? "", /MAINTAIN came with PostgreSQL 17 and the server is 1[456]/);
    });
  });
}
