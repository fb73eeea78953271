import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { converge } from "./converge";
import { type MissingRight, missingLines, preflight } from "./preflight";
import { readSettingRights } from "./setting-rights";
import { planFor, type Wish } from "./testing/wishes";

for (const major of MAJORS) {
  describe(`preflight on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const prefix = uniqueName("pre");
    const names = ["deployer", "owner", "heir", "reader", "dbo"].map((name) => `${prefix}_${name}`);
    const [deployer, owner, heir, reader, databaseOwner] = names as [string, string, string, string, string];

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const run = (...statements: readonly string[]) =>
      admin(async (session) => {
        for (const statement of statements) await session.query(statement);
      });
    const asDeployer = () => ({ ...database.settings, user: deployer, password: "deployer" });
    const missing = (wishes: readonly Wish[]): Promise<MissingRight[]> =>
      withSession(asDeployer(), async (session) => {
        const plan = await planFor(wishes)(session);
        return preflight(await readDatabaseModel(session), plan, await readSettingRights(session, plan));
      });
    const everything = () =>
      admin((session) =>
        session.rows(
          `SELECT relname, relowner::regrole::text, relacl::text FROM pg_class WHERE relnamespace = 'app'::regnamespace
           UNION ALL SELECT rolname, rolcreaterole::text, rolconnlimit::text FROM pg_roles WHERE rolname LIKE '${prefix}%'
           UNION ALL SELECT setrole::regrole::text, setdatabase::text, setconfig::text FROM pg_db_role_setting WHERE setrole = '${reader}'::regrole
           UNION ALL SELECT roleid::regrole::text, member::regrole::text, grantor::regrole::text FROM pg_auth_members
            WHERE member = '${reader}'::regrole OR member = '${heir}'::regrole ORDER BY 1, 2, 3`,
        ),
      );

    before(async () => {
      database = await freshDatabase(await serverFor(major), "preflight");
      await run(
        `CREATE ROLE ${deployer} LOGIN PASSWORD 'deployer'`,
        ...[owner, heir, reader, databaseOwner].map((role) => `CREATE ROLE ${role}`),
        `ALTER DATABASE ${database.name} OWNER TO ${databaseOwner}`,
        `CREATE SCHEMA app AUTHORIZATION ${owner}`,
        `GRANT USAGE ON SCHEMA app TO ${deployer}`,
        ...["orders", "items", "stolen"].flatMap((table) => [
          `CREATE TABLE app.${table} (id int)`,
          `ALTER TABLE app.${table} OWNER TO ${owner}`,
        ]),
      );
    });
    after(async () => {
      await run(`ALTER DATABASE ${database.name} OWNER TO postgres`);
      if (major >= 15) await run(`REVOKE ALL ON PARAMETER log_statement FROM ${deployer}`);
      await database.drop();
      await withSession((await serverFor(major)).settings, async (session) => {
        for (const role of [...names].reverse()) await session.query(`DROP ROLE ${role}`);
      });
    });

    const selectOn = (table: string): Wish => ({
      sql: `GRANT SELECT ON app.${table} TO ${reader}`,
      reason: `${reader} gains SELECT on ${table}`,
      granted: `SELECT has_table_privilege('${reader}', 'app.${table}', 'SELECT')`,
      asOwner: owner,
    });
    const wishes = (): Wish[] => [
      selectOn("orders"),
      selectOn("items"),
      {
        sql: `ALTER DEFAULT PRIVILEGES FOR ROLE ${databaseOwner} IN SCHEMA app GRANT SELECT ON TABLES TO ${reader}`,
        reason: "default privileges",
        granted: `SELECT EXISTS (SELECT FROM pg_default_acl WHERE defaclrole = '${databaseOwner}'::regrole)`,
        asOwner: databaseOwner,
      },
      {
        sql: `ALTER TABLE app.stolen OWNER TO ${heir}`,
        reason: "a new owner",
        granted: `SELECT relowner = '${heir}'::regrole FROM pg_class WHERE oid = 'app.stolen'::regclass`,
        asOwner: owner,
        needs: { kind: "new owner", role: heir, schema: "app" },
      },
      {
        sql: `ALTER ROLE ${reader} CONNECTION LIMIT 7`,
        reason: "a limit",
        granted: `SELECT rolconnlimit = 7 FROM pg_roles WHERE rolname = '${reader}'`,
        needs: { kind: "role admin", role: reader },
      },
      {
        sql: `ALTER ROLE ${reader} SET log_statement TO 'ddl'`,
        reason: "a superuser's setting",
        granted: `SELECT EXISTS (SELECT FROM pg_db_role_setting WHERE setrole = '${reader}'::regrole)`,
        needs: { kind: "role admin", role: reader, setting: "log_statement" },
      },
      {
        sql: `GRANT ${heir} TO ${reader}`,
        reason: "a membership",
        granted: `SELECT pg_has_role('${reader}', '${heir}', 'MEMBER')`,
        needs: { kind: "membership", role: heir },
      },
    ];

    test("everything that is missing is named at once, and nothing is changed", async () => {
      const before = await everything();
      await assert.rejects(converge(asDeployer(), planFor(wishes())), (error: Error) => {
        assert.match(error.message, /lacks \d rights for this update\. Nothing was changed/);
        assert.match(
          error.message,
          new RegExp(
            `the rights of role ${owner}, who owns what is changed \\(for: ${reader} gains SELECT on orders, and 2 more\\): GRANT "${owner}" TO "${deployer}".*;  -- by a superuser, or a role with ADMIN on ${owner}`,
          ),
        );
        for (const word of [
          `the rights of role ${databaseOwner}`,
          `the right to become role ${heir} `,
          `CREATE on schema app for role ${heir} `,
          `the attribute CREATEROLE of role ${deployer} `,
          major >= 15
            ? "SET on parameter log_statement "
            : "to be a superuser, who alone may store a value for log_statement ",
          `ADMIN on role ${heir} `,
          ...(major >= 16 ? [`ADMIN on role ${reader} `] : []),
        ])
          assert.ok(error.message.includes(`\n  ${word}`), `${word} in\n${error.message}`);
        assert.equal(error.message.split("\n").length - 1, major >= 16 ? 8 : 7, error.message);
        return true;
      });
      assert.deepEqual(await everything(), before);
    });

    test("the statements that it names mend what is missing, one by one and all of it", async () => {
      let lacks = await missing(wishes());
      for (let step = 0; lacks.length > 0; step++) {
        assert.ok(step < 12, missingLines(lacks).join("\n"));
        const [first] = lacks;
        await run(...(first?.fix ?? []));
        const rest = await missing(wishes());
        assert.ok(!rest.some(({ what }) => what === first?.what), first?.what);
        lacks = rest;
      }
      const { done } = await converge(asDeployer(), planFor(wishes()));
      // Before 15 a superuser has stored the setting itself.
      assert.equal(done.statements.length, wishes().length - (major >= 15 ? 0 : 1));
    });

    test("what only a superuser has is not given away: a superuser makes the statement itself", async () => {
      await run(`REVOKE ALL ON app.items FROM ${reader}`);
      const ofSuperuser: Wish = {
        sql: `GRANT SELECT ON app.royal TO ${reader}`,
        reason: "a grant of the superuser's",
        granted: `SELECT has_table_privilege('${reader}', 'app.royal', 'SELECT')`,
        asOwner: "postgres",
      };
      const attribute: Wish = {
        sql: `ALTER ROLE ${reader} SUPERUSER`,
        reason: "an attribute",
        granted: `SELECT rolsuper FROM pg_roles WHERE rolname = '${reader}'`,
        needs: { kind: "superuser" },
      };
      await run("CREATE TABLE app.royal (id int)", `ALTER ROLE ${deployer} NOSUPERUSER`);
      const wanted = [ofSuperuser, attribute];
      const lacks = await missing(wanted);
      assert.deepEqual(
        lacks.map(({ fix, by }) => [...fix, by]),
        wanted.map(({ sql }) => [sql, "a superuser, in place of this update"]),
      );
      assert.match(
        missingLines(lacks)[0] ?? "",
        new RegExp(
          `: GRANT SELECT ON app\\.royal TO ${reader};  -- by a superuser, in place of this update$`,
        ),
      );
      for (const { fix } of lacks) await run(...fix);
      assert.deepEqual(await missing(wanted), []);
      await run(`ALTER ROLE ${reader} NOSUPERUSER`);
    });

    test("a right that the server grants against its own rules is found by trying", async () => {
      await run(`REVOKE ALL ON app.items FROM ${reader}`);
      // As a platform's extension would: the plan says that a superuser is needed, and the server does not mind.
      await run(
        `ALTER ROLE ${deployer} NOSUPERUSER`,
        ...(major < 16 ? [`GRANT ${owner} TO ${deployer}`] : []),
      );
      const wish: Wish = { ...selectOn("items"), needs: { kind: "superuser" } };
      assert.equal((await missing([wish])).length, 1);
      await converge(asDeployer(), planFor([wish]));
      assert.deepEqual(await missing([wish]), []);
    });

    test("an owner has no more than the access list gives it, and is told what to give itself", async () => {
      await run(
        `CREATE SCHEMA own AUTHORIZATION ${owner}`,
        "CREATE TABLE own.stolen (id int)",
        `ALTER TABLE own.stolen OWNER TO ${heir}`,
        `REVOKE CREATE ON SCHEMA own FROM ${owner}`,
        ...(major < 16 ? [`GRANT ${owner}, ${heir} TO ${deployer}`] : []),
      );
      const wish: Wish = {
        sql: `ALTER TABLE own.stolen OWNER TO ${owner}`,
        reason: "a new owner",
        granted: `SELECT relowner = '${owner}'::regrole FROM pg_class WHERE oid = 'own.stolen'::regclass`,
        asOwner: heir,
        needs: { kind: "new owner", role: owner, schema: "own" },
      };
      const lacks = await missing([wish]);
      assert.deepEqual(
        lacks.map(({ what, fix }) => [what, ...fix]),
        [[`CREATE on schema own for role ${owner}`, `GRANT CREATE ON SCHEMA "own" TO "${owner}"`]],
      );
      for (const { fix } of lacks) await run(...fix);
      await converge(asDeployer(), planFor([wish]));
      assert.deepEqual(await missing([wish]), []);
    });
  });
}
