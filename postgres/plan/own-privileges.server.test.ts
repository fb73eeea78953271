import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../testing/shop";
import { describeAccess } from "./describe/describe-access";
import { parseAccess } from "./parse-access";
import { planAccess } from "./plan-access";
import { readingFor } from "./reading";
import { planRelease } from "./release-access";

for (const major of MAJORS) {
  describe(`what an owner has by itself, on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const sql = (text: string) =>
      admin((session) => session.query(text.replaceAll(/\bOWNER\b(?! TO )/g, roles.owner)));
    before(async () => {
      database = await freshDatabase(await serverFor(major), "own");
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("own"));
        await session.query(`ALTER DATABASE "${database.name}" OWNER TO "${roles.owner}"`);
        await createShopObjects(session, roles.owner);
      });
      await apply();
    });
    afterEach(() => apply());
    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, (session) => dropShopRoles(session, roles));
    });

    const intent = (more: object = {}) => {
      const parsed = parseAccess({
        database: database.name,
        owner: roles.owner,
        schemas: { app: { roles: { [roles.app]: { profiles: ["readwrite"] } } } },
        ...more,
      });
      assert.deepEqual(parsed.problems, []);
      assert.ok(parsed.intent);
      return parsed.intent;
    };
    const planOn = async (session: Session, more: object = {}) => {
      const wanted = intent(more);
      return planAccess(wanted, await readDatabaseModel(session, readingFor(wanted)));
    };
    const plan = (more: object = {}) => admin((session) => planOn(session, more));
    const apply = (more: object = {}) => converge(database.settings, (session) => planOn(session, more));
    const isEmpty = async (more: object = {}) => {
      const { changes, statements, live, desired } = await plan(more);
      assert.deepEqual([changes, statements], [[], []]);
      assert.deepEqual(live, desired);
    };
    const may = async (what: string) => {
      const [row] = await admin((session) => session.rows(`SELECT ${what.replaceAll("OWNER", roles.owner)}`));
      return row?.[0];
    };

    const losses: readonly (readonly [string, string, string])[] = [
      ["a table", "ON app.orders", "table app.orders"],
      ["a partitioned table", "ON app.events", "table app.events"],
      ["a partition", "ON app.events_2026", "table app.events_2026"],
      ["a view", "ON app.open_orders", "view app.open_orders"],
      ["a materialized view", "ON app.totals", "materialized view app.totals"],
      ["a sequence", "ON SEQUENCE app.order_numbers", "sequence app.order_numbers"],
      ["a function", "ON FUNCTION app.count_all()", "function app.count_all()"],
      ["a procedure", "ON PROCEDURE app.nothing()", "procedure app.nothing()"],
      ["a type", "ON TYPE app.state", "type app.state"],
      ["a domain", "ON DOMAIN app.amount", "domain app.amount"],
      ["a schema", "ON SCHEMA app", "schema app"],
      ["a database", "ON DATABASE THIS_ONE", "database THIS_ONE"],
    ];
    for (const [name, on, key] of losses)
      test(`is seen as lost on ${name}, and granted again`, async () => {
        const named = (text: string) => text.replaceAll("THIS_ONE", database.name);
        await sql(`REVOKE ALL ${named(on)} FROM OWNER`);
        const seen = await plan();
        assert.ok(
          seen.changes.length > 0 &&
            seen.changes.every(
              ({ object, text }) => object === named(key) && text.startsWith(`${roles.owner} gains `),
            ),
          JSON.stringify(seen.changes),
        );
        assert.equal(seen.statements.length, 1);
        assert.notDeepEqual(seen.live, seen.desired);
        for (const mode of ["additive", "adopt"]) {
          const { changes, kept, live, desired } = await plan({ mode });
          assert.deepEqual(changes, []);
          assert.deepEqual(live, desired);
          assert.equal(
            kept.filter(
              (text) => text.includes(" lacks its own ") && text.includes(named(key).replace("()", "")),
            ).length,
            1,
          );
        }
        await apply();
        await isEmpty();
      });

    test("the owner's own rights give it back: no superuser is needed", async () => {
      await sql("REVOKE ALL ON app.orders FROM OWNER");
      await sql("ALTER ROLE OWNER PASSWORD 'owner'");
      const settings = { ...database.settings, user: roles.owner, password: "owner" };
      await converge(settings, async (session) => planOn(session, { modes: { system: "adopt" } }));
      assert.equal(await may("has_table_privilege('OWNER', 'app.orders', 'DELETE')"), true);
    });

    test("declared for the owner by name, on the table or a column, it is given in the modes that only add", async () => {
      const on = (more: object) => [{ kind: "tables", schema: "app", name: "orders", ...more }];
      for (const mode of ["additive", "adopt"]) {
        await sql("REVOKE ALL ON app.orders FROM OWNER");
        const grants = [
          { to: [roles.owner], privileges: ["INSERT"], on: on({}) },
          { to: [roles.owner], privileges: ["INSERT", "SELECT"], on: on({ columns: ["state"] }) },
        ];
        const more = { mode, grants };
        assert.deepEqual(
          (await plan(more)).changes.map(({ text }) => text),
          [`${roles.owner} gains INSERT`, `${roles.owner} gains SELECT`],
        );
        await apply(more);
        await isEmpty(more);
        const has = (column: string, privilege: string) =>
          may(`has_column_privilege('OWNER', 'app.orders', '${column}', '${privilege}')`);
        assert.deepEqual(
          [await has("state", "SELECT"), await has("id", "SELECT"), await has("id", "INSERT")],
          [true, false, true],
        );
        await apply();
      }
    });

    test("denied to another owner of the schema it is taken in every mode, and stays away", async () => {
      const strangers = (more: object = {}) => ({
        schemas: { app: { roles: { [roles.app]: { profiles: ["readwrite"] } }, owners: [roles.stranger] } },
        ...more,
      });
      for (const mode of ["authoritative", "additive", "adopt"]) {
        await sql(`ALTER TABLE app.orders OWNER TO ${roles.stranger}`);
        const denied = strangers({
          mode,
          denials: [
            {
              from: [roles.stranger],
              privileges: ["UPDATE", "DELETE"],
              on: [{ kind: "tables", schema: "app", name: "orders" }],
            },
          ],
        });
        await apply(denied);
        await isEmpty(denied);
        const has = (privilege: string) =>
          may(`has_table_privilege('${roles.stranger}', 'app.orders', '${privilege}')`);
        assert.deepEqual([await has("UPDATE"), await has("INSERT")], [false, true]);
        await sql(`GRANT UPDATE ON app.orders TO ${roles.stranger}`);
        assert.deepEqual(
          (await plan(denied)).changes.map(({ text }) => text),
          [`${roles.stranger} loses UPDATE`],
        );
        await apply(strangers());
        assert.equal(await has("DELETE"), true, "what is no longer denied is the owner's again");
        await apply();
      }
    });

    test("on a column it cannot be denied, which is an error before anything is touched", async () => {
      await sql(`ALTER TABLE app.orders OWNER TO ${roles.stranger}`);
      const { problems } = await plan({
        schemas: { app: { owners: [roles.stranger] } },
        denials: [
          {
            from: [roles.stranger],
            on: [{ kind: "tables", schema: "app", name: "orders", columns: ["state"] }],
          },
        ],
      });
      assert.deepEqual(
        problems.map(({ path }) => path),
        ["denials[0]"],
      );
    });

    test("an owner that is ignored is left as it is", async () => {
      await sql(
        "REVOKE DELETE ON app.orders FROM OWNER; ALTER TABLE app.orders OWNER TO STRANGER".replace(
          "STRANGER",
          roles.stranger,
        ),
      );
      const ignored = { ignore: [{ grantee: roles.stranger, reason: "a tool's own table" }] };
      const { changes, kept } = await plan(ignored);
      assert.deepEqual(
        changes.filter(({ text }) => text.includes(roles.stranger)),
        [],
      );
      assert.deepEqual(
        kept.filter((text) => text.includes("lacks")),
        [],
      );
    });

    test("an import leaves it lacking, by a mode, and its first preview is empty", async () => {
      await sql(
        "REVOKE TRUNCATE ON app.orders FROM OWNER; REVOKE CREATE ON DATABASE THIS_ONE FROM OWNER".replace(
          "THIS_ONE",
          database.name,
        ),
      );
      await sql("ALTER DEFAULT PRIVILEGES FOR ROLE OWNER REVOKE UPDATE ON SEQUENCES FROM OWNER");
      const described = await admin(async (session) =>
        describeAccess(await readDatabaseModel(session, { columns: true })),
      );
      const parsed = parseAccess(JSON.parse(JSON.stringify(described)));
      assert.deepEqual(parsed.problems, []);
      const { intent: imported } = parsed;
      assert.ok(imported);
      const first = await admin(async (session) =>
        planAccess(imported, await readDatabaseModel(session, readingFor(imported))),
      );
      assert.deepEqual(first.problems, []);
      assert.deepEqual(first.changes, []);
      assert.equal(first.kept.filter((text) => text.includes("lacks its own")).length, 3);
      assert.equal(imported.schemas.get("public")?.mode, "authoritative");
    });

    const kinds = ["TABLES", "SEQUENCES", "FUNCTIONS", "TYPES", "SCHEMAS"];
    for (const kind of major >= 18 ? [...kinds, "LARGE OBJECTS"] : kinds)
      test(`is seen as lost in advance on ${kind}, and granted again`, async () => {
        await sql(`ALTER DEFAULT PRIVILEGES FOR ROLE OWNER REVOKE ALL ON ${kind} FROM OWNER`);
        const key = `default privileges of ${roles.owner} for ${kind.toLowerCase()}`;
        const seen = await plan();
        assert.deepEqual([...new Set(seen.changes.map(({ object }) => object))], [key]);
        assert.ok(seen.changes.every(({ text }) => text.startsWith(`${roles.owner} gains `)));
        assert.equal(seen.statements.length, 1);
        assert.notDeepEqual(seen.live, seen.desired);
        for (const more of [{ mode: "adopt" }, { modes: { defaultPrivileges: "adopt" } }]) {
          const { changes, kept, live, desired } = await plan(more);
          assert.deepEqual(
            changes.filter(({ object }) => object === key),
            [],
          );
          assert.equal(live[`owner of ${key}`], desired[`owner of ${key}`]);
          assert.equal(
            kept.filter((text) => text.includes(" lacks its own ") && text.includes(key)).length,
            1,
          );
        }
        await apply();
        await isEmpty();
      });

    test("what is lost in advance is on new tables again after an update", async () => {
      await sql("ALTER DEFAULT PRIVILEGES FOR ROLE OWNER REVOKE DELETE ON TABLES FROM OWNER");
      await apply();
      await sql("SET ROLE OWNER; CREATE TABLE app.later (id bigint)");
      assert.equal(await may("has_table_privilege('OWNER', 'app.later', 'DELETE')"), true);
      await sql("DROP TABLE app.later");
    });

    test("a removal grants nothing again", async () => {
      await sql("REVOKE DELETE ON app.orders FROM OWNER");
      await sql("ALTER DEFAULT PRIVILEGES FOR ROLE OWNER REVOKE DELETE ON TABLES FROM OWNER");
      const released = await admin(async (session) => {
        const wanted = intent();
        return planRelease(wanted, await readDatabaseModel(session, readingFor(wanted)));
      });
      assert.ok(released.statements.every(({ sql: text }) => !text.startsWith("GRANT")));
    });
  });
}
