import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../testing/shop";
import type { AccessIntent } from "./access-intent";
import { parseAccess } from "./parse-access";
import { planAccess } from "./plan-access";
import { readingFor } from "./reading";
import { planRelease } from "./release-access";
import { DRIFTS_OF_KINDS } from "./testing/drifts-of-kinds";

/** What every kind of object beside tables needs, and drift on each that an authoritative graph sees and repairs. */
for (const major of MAJORS) {
  describe(`Access to every kind of object on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;
    let wrapper: string;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "kinds");
      wrapper = uniqueName("wrapper");
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("kinds"));
        await session.query(`ALTER DATABASE "${database.name}" OWNER TO "${roles.owner}"`);
        await createShopObjects(session, roles.owner);
        await session.query(`CREATE FOREIGN DATA WRAPPER "${wrapper}"`);
        await session.query(`CREATE SERVER remote FOREIGN DATA WRAPPER "${wrapper}"`);
        await session.query("CREATE FOREIGN TABLE app.far (id int) SERVER remote");
        await session.query("CREATE AGGREGATE app.total (int) (SFUNC = int4pl, STYPE = int)");
        await session.query(
          "CREATE FUNCTION app.place() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number'",
        );
        for (const made of ["FOREIGN TABLE app.far", "AGGREGATE app.total(int)", "FUNCTION app.place()"])
          await session.query(`ALTER ${made} OWNER TO "${roles.owner}"`);
        await session.query(`SELECT lo_create(4711)`);
        await session.query(`ALTER LARGE OBJECT 4711 OWNER TO "${roles.owner}"`);
        await session.query(`CREATE DOMAIN app.email AS text`);
        await session.query(`ALTER DOMAIN app.email OWNER TO "${roles.owner}"`);
      });
      await apply();
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, (session) => dropShopRoles(session, roles));
    });

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const declaration = (changes: Record<string, unknown> = {}) => ({
      database: database.name,
      owner: roles.owner,
      schemas: {
        app: {
          roles: { [roles.app]: { profiles: ["readwrite"] }, [roles.readonly]: { profiles: ["usage"] } },
        },
      },
      grants: [
        {
          to: [roles.readonly],
          privileges: ["SELECT"],
          on: [{ kind: "tables", schema: "app", name: "orders", columns: ["id", "tenant_id"] }],
        },
        { to: [roles.app], privileges: ["USAGE"], on: [{ kind: "foreignServers", name: "remote" }] },
        { to: [roles.app], privileges: ["SELECT"], on: [{ kind: "largeObjects" }] },
        ...(major >= 15
          ? [{ to: [roles.app], privileges: ["SET"], on: [{ kind: "parameters", name: "LOG_STATEMENT" }] }]
          : []),
        {
          to: [roles.readonly],
          privileges: ["EXECUTE"],
          on: [{ kind: "functions", schema: "pg_catalog", name: "pg_ls_dir", args: "text" }],
        },
      ],
      roles: { [roles.app]: {}, [roles.readonly]: {} },
      ...changes,
    });
    const intent = (changes: Record<string, unknown> = {}): AccessIntent => {
      const parsed = parseAccess(declaration(changes));
      assert.deepEqual(parsed.problems, []);
      return parsed.intent as AccessIntent;
    };
    const planOn = async (session: Session, wanted: AccessIntent) =>
      planAccess(wanted, await readDatabaseModel(session, readingFor(wanted)));
    const plan = (wanted = intent()) => admin((session) => planOn(session, wanted));
    const apply = (wanted = intent()) => converge(database.settings, (session) => planOn(session, wanted));
    const lines = async (wanted = intent()) =>
      (await plan(wanted)).changes.map(({ object, text }) => `${object}: ${text}`);
    const yes = async (sql: string, ...values: string[]) => {
      const [row] = await admin((session) => session.query<{ yes: boolean }>(`SELECT ${sql} AS yes`, values));
      return row?.yes;
    };

    test("what is declared holds, and a second plan is empty", async () => {
      assert.deepEqual(await lines(), []);
      const { live, desired } = await plan();
      assert.deepEqual(live, desired);
      const column = (name: string, privilege: string) =>
        yes("has_column_privilege($1, 'app.orders', $2, $3)", roles.readonly, name, privilege);
      assert.equal(await column("id", "SELECT"), true);
      assert.equal(await column("id", "UPDATE"), false);
      assert.equal(await yes("has_table_privilege($1, 'app.orders', 'SELECT')", roles.readonly), false);
      assert.equal(await yes("has_server_privilege($1, 'remote', 'USAGE')", roles.app), true);
      assert.equal(
        await yes("has_function_privilege($1, 'pg_ls_dir(text)', 'EXECUTE')", roles.readonly),
        true,
      );
      assert.equal(await yes("has_type_privilege($1, 'app.email', 'USAGE')", roles.stranger), false);
      if (major >= 15)
        assert.equal(await yes("has_parameter_privilege($1, 'log_statement', 'SET')", roles.app), true);
    });

    const named = (text: string) =>
      text
        .replaceAll("STRANGER", roles.stranger)
        .replaceAll("READONLY", roles.readonly)
        .replaceAll("OWNER TO ", "OWNER\0TO ")
        .replaceAll("WRAPPER WRAPPER", `WRAPPER ${wrapper}`)
        .replaceAll("wrapper WRAPPER", `wrapper ${wrapper}`)
        .replaceAll(/\bOWNER\b(?!\0)/g, roles.owner)
        .replaceAll("\0", " ")
        .replaceAll(/\bAPP\b/g, roles.app);
    for (const [name, drift, expected, since] of DRIFTS_OF_KINDS) {
      if (since !== undefined && major < since) continue;
      test(`drift is seen and repaired: ${name}`, async () => {
        await admin((session) => session.query(named(drift)));
        const seen = await lines();
        const wanted = typeof expected === "string" ? named(expected) : new RegExp(named(expected.source));
        assert.ok(
          seen.some((line) => (typeof wanted === "string" ? line === wanted : wanted.test(line))),
          `expected ${String(wanted)} in:\n${seen.join("\n")}`,
        );
        await apply();
        assert.deepEqual(await lines(), []);
      });
    }

    test("default privileges of a declared role that is no owner: kept in mode adopt, and what they withhold stays withheld", async () => {
      await admin((session) =>
        session.query(
          named(
            "ALTER DEFAULT PRIVILEGES FOR ROLE APP GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES FOR ROLE APP REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
          ),
        ),
      );
      const { changes, kept } = await plan(intent({ mode: "adopt" }));
      assert.deepEqual(changes, []);
      assert.ok(
        kept.includes(
          named("PUBLIC keeps SELECT by default privileges of APP for tables, which is not declared"),
        ),
        kept.join("\n"),
      );
      await apply();
      const model = await admin((session) => readDatabaseModel(session));
      assert.deepEqual(
        model.defaultPrivileges.filter(({ owner }) => owner === roles.app).map(({ kind }) => kind),
        ["functions"],
      );
      await admin((session) =>
        session.query(named("ALTER DEFAULT PRIVILEGES FOR ROLE APP GRANT EXECUTE ON FUNCTIONS TO PUBLIC")),
      );
    });

    test("what an extension brought into an authoritative schema stays as it is", async () => {
      await admin((session) => session.query("CREATE EXTENSION hstore SCHEMA app"));
      const { changes, statements, kept } = await plan();
      assert.deepEqual([changes, statements], [[], []]);
      assert.ok(!kept.some((text) => text.includes("hstore")));
      await admin((session) =>
        session.query(named("GRANT EXECUTE ON FUNCTION app.akeys(app.hstore) TO STRANGER")),
      );
      assert.deepEqual(await lines(), [named("function app.akeys(app.hstore): STRANGER loses EXECUTE")]);
      await apply();
      assert.deepEqual(await lines(), []);
      await admin((session) => session.query("DROP EXTENSION hstore"));
    });

    if (major < 18)
      test("what this version does not know is an error before anything is touched", async () => {
        const { problems } = await plan(
          intent({
            grants: [
              { to: [roles.app], privileges: ["SET"], on: [{ kind: "parameters", name: "work_mem" }] },
            ],
            denials: [{ from: [roles.readonly], on: [{ kind: "parameters", name: "work_mem" }] }],
            defaultPrivileges: [{ kind: "largeObjects", to: [roles.app], privileges: ["SELECT"] }],
          }),
        );
        assert.deepEqual(
          problems.map(({ path }) => path),
          [
            "defaultPrivileges[0].kind",
            ...(major < 15 ? ["grants[0].on[0].kind", "denials[0].on[0].kind"] : []),
          ],
        );
        assert.match(
          problems[0]?.reason ?? "",
          new RegExp(`came with PostgreSQL 18 and the server is ${major}`),
        );
      });

    test("a chain of grants: the owner's CASCADE is displayed and carried out", async () => {
      await admin((session) =>
        session.query(
          named(
            "GRANT USAGE ON SCHEMA app TO STRANGER; GRANT SELECT ON app.currencies TO STRANGER WITH GRANT OPTION; SET ROLE STRANGER; GRANT SELECT ON app.currencies TO READONLY; RESET ROLE",
          ),
        ),
      );
      const wanted = intent();
      const { changes, statements } = await plan(wanted);
      assert.deepEqual(
        changes.map(({ text, reason }) => `${text}: ${reason}`),
        [
          named("STRANGER loses USAGE: not declared"),
          named("STRANGER loses SELECT: not declared"),
          named(
            "READONLY loses SELECT granted by STRANGER: not declared, and depends on a grant option of STRANGER (CASCADE)",
          ),
        ],
      );
      assert.deepEqual(
        statements.map(({ sql }) => sql.endsWith(" CASCADE")),
        [true, false],
      );
      await apply();
      assert.deepEqual(await lines(), []);
    });

    test("a denial takes away what the server gives by itself, in every mode", async () => {
      const wanted = intent({
        mode: "additive",
        denials: [
          { fromPublic: true, on: [{ kind: "languages", name: "plpgsql" }] },
          { fromPublic: true, on: [{ kind: "functions", schema: "pg_catalog", name: "pg_sleep" }] },
        ],
      });
      await apply(wanted);
      assert.deepEqual(await lines(wanted), []);
      assert.equal(await yes("has_language_privilege($1, 'plpgsql', 'USAGE')", roles.stranger), false);
      assert.equal(
        await yes("has_function_privilege($1, 'pg_sleep(float8)', 'EXECUTE')", roles.stranger),
        false,
      );
      // Without the denial it is drift from what initdb gave.
      assert.ok((await lines()).includes("language plpgsql: PUBLIC gains USAGE"));
      await apply();
      assert.equal(await yes("has_language_privilege($1, 'plpgsql', 'USAGE')", roles.stranger), true);
    });

    test("a denial of every object of a kind takes away what owners give in advance in the schema, in every mode", async () => {
      const given = named(
        "ALTER DEFAULT PRIVILEGES FOR ROLE OWNER IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO STRANGER, PUBLIC; ALTER DEFAULT PRIVILEGES FOR ROLE OWNER IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO STRANGER",
      );
      await admin((session) => session.query(given));
      const on = (kind: string, more: object = {}) => [{ kind, schema: "app", ...more }];
      const wanted = intent({
        mode: "additive",
        denials: [
          { from: [roles.stranger], fromPublic: true, privileges: ["SELECT"], on: on("tables") },
          { from: [roles.stranger], privileges: ["INSERT"], on: on("tables", { pattern: "*" }) },
          { from: [roles.stranger], on: on("securityDefinerFunctions") },
        ],
      });
      const defaults = async () =>
        (await lines(wanted)).filter((line) => line.startsWith("default privileges"));
      assert.deepEqual((await defaults()).sort(), [
        named("default privileges of OWNER for functions in schema app: STRANGER loses EXECUTE"),
        named("default privileges of OWNER for tables in schema app: PUBLIC loses SELECT"),
        named("default privileges of OWNER for tables in schema app: STRANGER loses SELECT"),
      ]);
      await apply(wanted);
      assert.deepEqual(await defaults(), []);
      await apply();
    });

    test("a pattern meets a denial in an object: refused before anything is touched", async () => {
      const wanted = intent({
        grants: [
          {
            to: [roles.app],
            privileges: ["TRUNCATE"],
            on: [{ kind: "tables", schema: "app", pattern: "or*" }],
          },
        ],
        denials: [
          {
            from: [roles.app],
            privileges: ["TRUNCATE"],
            on: [{ kind: "tables", schema: "app", pattern: "*ers" }],
          },
        ],
      });
      const { problems } = await plan(wanted);
      assert.deepEqual(
        problems.map(({ path }) => path),
        ["denials[0]"],
      );
    });

    test("an ignored grantee is neither changed nor shown", async () => {
      await admin((session) => session.query(named("GRANT SELECT ON app.orders TO STRANGER")));
      const wanted = intent({
        ignore: [{ grantee: roles.stranger, reason: "owned by the collector's installer" }],
      });
      const { changes, kept } = await plan(wanted);
      assert.deepEqual([changes, kept.filter((line) => line.includes(roles.stranger))], [[], []]);
      await apply();
    });

    test("rules by pattern, with exceptions, reach what is there and wait with what is to come", async () => {
      const wanted = intent({
        schemas: { app: {} },
        grants: [
          {
            to: [roles.readonly],
            privileges: ["SELECT"],
            on: [{ kind: "tables", schema: "app" }],
            except: [{ kind: "tables", schema: "app", pattern: "cur*" }],
          },
        ],
      });
      await apply(wanted);
      assert.equal(await yes("has_table_privilege($1, 'app.orders', 'SELECT')", roles.readonly), true);
      assert.equal(await yes("has_table_privilege($1, 'app.currencies', 'SELECT')", roles.readonly), false);
      const model = await admin((session) => readDatabaseModel(session));
      assert.deepEqual(
        model.defaultPrivileges.filter(({ schema }) => schema === "app"),
        [],
      );
      await apply();
    });

    test("names that match nothing are told", async () => {
      const { remarks } = await plan(
        intent({
          grants: [
            {
              to: [roles.app],
              privileges: ["SELECT"],
              on: [{ kind: "tables", schema: "app", name: "Userz" }],
            },
          ],
        }),
      );
      assert.deepEqual(remarks, [
        'grants[0].on[0]: nothing among the tables is called app."Userz", so it changes nothing',
      ]);
    });

    test("a release gives everything back, and PUBLIC its own where it is told to", async () => {
      const wanted = intent({ restorePublic: true });
      await apply(wanted);
      await converge(database.settings, async (session) =>
        planRelease(wanted, await readDatabaseModel(session, readingFor(wanted))),
      );
      const model = await admin((session) => readDatabaseModel(session));
      const left = [...model.objects.values()].flatMap((object) =>
        object.acl
          .filter(({ grantee }) => grantee === roles.app || grantee === roles.readonly)
          .map(() => object.name),
      );
      assert.deepEqual(left, []);
      assert.equal(
        await yes("has_database_privilege($1, current_database(), 'CONNECT')", roles.stranger),
        true,
      );
      assert.equal(
        await yes("has_function_privilege($1, 'app.add(int, int)', 'EXECUTE')", roles.stranger),
        true,
      );
      await apply();
    });
  });
}
