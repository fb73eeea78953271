import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import type { ObjectName } from "../model/objects";
import { privilegeSet } from "../model/privileges";
import type { AclClause, PlannedStatement } from "../plan/plan";
import { converge } from "./converge";
import { planFor, type Wish } from "./testing/wishes";

for (const major of MAJORS) {
  describe(`whose rights on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const prefix = uniqueName("act");
    const [deployer, owner, heir, reader, group, databaseOwner] = [
      "deployer",
      "owner",
      "heir",
      "reader",
      "group",
      "dbo",
    ].map((name) => `${prefix}_${name}`) as [string, string, string, string, string, string];
    const ROLES = [deployer, owner, heir, reader, group, databaseOwner];

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const run = (...statements: string[]) =>
      admin(async (session) => {
        for (const statement of statements) await session.query(statement);
      });

    before(async () => {
      database = await freshDatabase(await serverFor(major), "acting");
    });
    beforeEach(async () => {
      await run(
        `CREATE ROLE ${deployer} LOGIN CREATEROLE CREATEDB PASSWORD 'deployer'`,
        ...[owner, heir, reader, group, databaseOwner].map((role) => `CREATE ROLE ${role}`),
        `ALTER DATABASE ${database.name} OWNER TO ${databaseOwner}`,
        `CREATE SCHEMA app AUTHORIZATION ${owner}`,
        `GRANT USAGE ON SCHEMA app TO ${deployer}`,
        "CREATE TABLE app.orders (id int)",
        "CREATE TABLE app.items (id int)",
        `ALTER TABLE app.orders OWNER TO ${owner}; ALTER TABLE app.items OWNER TO ${owner}`,
      );
    });
    const clean = () =>
      run(
        "DROP SCHEMA IF EXISTS app CASCADE",
        `ALTER DATABASE ${database.name} OWNER TO postgres`,
        ...ROLES.map((role) => `DROP OWNED BY ${role} CASCADE`),
        ...(major >= 15 ? [`REVOKE ALL ON PARAMETER log_statement FROM ${deployer}`] : []),
        ...ROLES.map((role) => `DROP ROLE IF EXISTS ${role}`),
      );
    after(() => database.drop());

    const asDeployer = () => ({ ...database.settings, user: deployer, password: "deployer" });
    const grantSelect = (right: Partial<PlannedStatement>): Wish => ({
      sql: `GRANT SELECT ON app.orders TO ${reader}`,
      reason: `${reader} gains SELECT`,
      granted: `SELECT has_table_privilege('${reader}', 'app.orders', 'SELECT')`,
      on: clause([{ kind: "table", schema: "app", name: "orders" }], reader, "SELECT"),
      ...right,
    });
    const clause = (
      objects: readonly ObjectName[],
      grantee: string,
      privilege: "SELECT" | "USAGE",
    ): AclClause => ({
      gives: true,
      privileges: privilegeSet([privilege]),
      grantOption: false,
      objects,
      grantees: [grantee],
    });
    const grantors = (table = "orders") =>
      admin(async (session) => {
        const rows = await session.rows(
          `SELECT (aclexplode(relacl)).grantor::regrole::text, (aclexplode(relacl)).grantee::regrole::text FROM pg_class WHERE oid = 'app.${table}'::regclass`,
        );
        return rows.filter(([, grantee]) => grantee === reader).map(([grantor]) => grantor);
      });
    const memberships = () =>
      admin((session) =>
        session.rows(
          `SELECT roleid::regrole::text, member::regrole::text, grantor::regrole::text, admin_option${major >= 16 ? ", inherit_option, set_option" : ""}
             FROM pg_auth_members WHERE member = '${deployer}'::regrole ORDER BY 1, 3`,
        ),
      );
    /** Carries one plan out as the deployer, and sees that no membership is another one than before. */
    const leavesNoTrace = async (wishes: readonly Wish[], settings: ConnectionSettings = asDeployer()) => {
      const before = await memberships();
      const { done, after } = await converge(settings, planFor(wishes));
      assert.equal(done.statements.length, wishes.length);
      assert.deepEqual(after.statements, []);
      assert.deepEqual(await memberships(), before);
    };
    const testCase = (name: string, work: () => Promise<void>) =>
      test(name, async () => {
        try {
          await work();
        } finally {
          await clean();
        }
      });

    testCase("a superuser makes an owner's grants itself, and the owner is the grantor", async () => {
      await leavesNoTrace([grantSelect({ asOwner: owner })], database.settings);
      assert.deepEqual(await grantors(), [owner]);
    });

    testCase("a superuser becomes the role that alone can be the grantor", async () => {
      await run(
        `GRANT SELECT ON app.orders TO ${heir} WITH GRANT OPTION; GRANT USAGE ON SCHEMA app TO ${heir}`,
      );
      await leavesNoTrace([grantSelect({ actAs: heir })], database.settings);
      assert.deepEqual(await grantors(), [heir]);
    });

    testCase("a member that inherits the owner needs nothing", async () => {
      await run(`GRANT ${owner} TO ${group}`, `GRANT ${group} TO ${deployer}`);
      await leavesNoTrace([grantSelect({ asOwner: owner })]);
      assert.deepEqual(await grantors(), [owner]);
    });

    testCase("a member with grant options of its own does not become the grantor", async () => {
      await run(
        `GRANT SELECT ON app.orders TO ${deployer} WITH GRANT OPTION`,
        `GRANT ${owner} TO ${deployer}`,
      );
      await leavesNoTrace([grantSelect({ asOwner: owner })]);
      assert.deepEqual(await grantors(), [owner]);
    });

    testCase("an owner that may not use the schema is acted for by who inherits it", async () => {
      await run(
        `ALTER TABLE app.orders OWNER TO ${heir}`,
        `GRANT SELECT ON app.items TO ${deployer} WITH GRANT OPTION`,
        `GRANT ${heir} TO ${deployer}`,
      );
      await leavesNoTrace([grantSelect({ asOwner: heir })]);
      assert.deepEqual(await grantors(), [heir]);
    });

    testCase("an owner that is to be become and may not use the schema is missing just that", async () => {
      await run(
        `ALTER TABLE app.orders OWNER TO ${heir}`,
        `GRANT SELECT ON app.orders TO ${deployer} WITH GRANT OPTION`,
        `GRANT ${heir}, ${owner} TO ${deployer}`,
      );
      const wish = grantSelect({ asOwner: heir });
      const cure = `GRANT USAGE ON SCHEMA "app" TO "${heir}"`;
      await assert.rejects(converge(asDeployer(), planFor([wish])), (error: Error) => {
        const sentence = `USAGE on schema app for role ${heir}, in whose right objects there are changed (for: ${wish.reason}): ${cure};  -- by its owner ${owner}, or a superuser`;
        assert.ok(error.message.includes(sentence), error.message);
        return true;
      });
      assert.deepEqual(await grantors(), []);
      const before: Wish = {
        sql: cure,
        reason: "usage",
        granted: `SELECT has_schema_privilege('${heir}', 'app', 'USAGE')`,
        asOwner: owner,
        on: clause([{ kind: "schema", name: "app" }], heir, "USAGE"),
      };
      await leavesNoTrace([before, wish]);
      assert.deepEqual(await grantors(), [heir]);
    });

    testCase("a member that inherits nothing becomes the owner", async () => {
      await run(
        major >= 16
          ? `GRANT ${owner} TO ${deployer} WITH INHERIT FALSE, SET TRUE`
          : `GRANT ${owner} TO ${deployer}; ALTER ROLE ${deployer} NOINHERIT`,
      );
      await leavesNoTrace([grantSelect({ asOwner: owner })]);
      assert.deepEqual(await grantors(), [owner]);
    });

    testCase(
      "who may only grant the owner's role lends it to itself, and nothing of that remains",
      async () => {
        if (major >= 16) await run(`GRANT ${owner} TO ${deployer} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
        await run(`GRANT SELECT ON app.orders TO ${owner} WITH GRANT OPTION`);
        const items: Wish = {
          sql: `GRANT SELECT ON app.items TO ${reader}`,
          reason: "items",
          granted: `SELECT has_table_privilege('${reader}', 'app.items', 'SELECT')`,
          actAs: owner,
        };
        await leavesNoTrace([grantSelect({ asOwner: owner }), items]);
        assert.deepEqual([...(await grantors()), ...(await grantors("items"))], [owner, owner]);
      },
    );

    testCase("what is lent leaves another membership of the same grantor as it was", async () => {
      if (major >= 16)
        await run(
          `GRANT ${owner} TO ${deployer} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
          `SET ROLE ${deployer}; GRANT ${owner} TO ${deployer} WITH INHERIT FALSE, SET FALSE; RESET ROLE`,
        );
      // Before 16 a NOINHERIT role has what it is granted by SET ROLE only.
      else await run(`ALTER ROLE ${deployer} NOINHERIT`);
      await leavesNoTrace([grantSelect({ asOwner: owner })]);
      assert.equal((await memberships()).length, major >= 16 ? 2 : 0);
      assert.deepEqual(await grantors(), [owner]);
    });

    testCase("a role of one's own that holds ADMIN lends in its name", async () => {
      if (major < 16) return;
      await run(
        `GRANT ${owner} TO ${group} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
        `GRANT ${group} TO ${deployer}`,
      );
      await leavesNoTrace([grantSelect({ asOwner: owner })]);
      assert.deepEqual(await grantors(), [owner]);
    });

    testCase("what belongs to pg_database_owner is the database owner's to grant", async () => {
      await run(
        "ALTER TABLE app.orders OWNER TO pg_database_owner; GRANT USAGE ON SCHEMA app TO pg_database_owner",
      );
      if (major >= 16)
        await run(`GRANT ${databaseOwner} TO ${deployer} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
      await leavesNoTrace([grantSelect({ asOwner: "pg_database_owner" })]);
      assert.deepEqual(await grantors(), ["pg_database_owner"]);
      await run(`REVOKE ALL ON app.orders FROM ${reader}`);
      await leavesNoTrace([grantSelect({ actAs: "pg_database_owner" })]);
      assert.deepEqual(await grantors(), ["pg_database_owner"]);
    });

    testCase("ownership is handed over by who can act for both", async () => {
      await run(`GRANT CREATE ON SCHEMA app TO ${heir}`);
      if (major >= 16)
        await run(`GRANT ${owner}, ${heir} TO ${deployer} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
      await leavesNoTrace([
        {
          sql: `ALTER TABLE app.orders OWNER TO ${heir}`,
          reason: "a new owner",
          granted: `SELECT relowner = '${heir}'::regrole FROM pg_class WHERE oid = 'app.orders'::regclass`,
          asOwner: owner,
          needs: { kind: "new owner", role: heir, schema: "app" },
        },
        grantSelect({ asOwner: heir }),
      ]);
      assert.deepEqual(await grantors(), [heir]);
    });

    testCase("settings of the database are stored in its owner's right", async () => {
      if (major >= 16) await run(`GRANT ${databaseOwner} TO ${deployer} WITH INHERIT FALSE, SET TRUE`);
      await leavesNoTrace([
        {
          sql: `ALTER DATABASE ${database.name} SET work_mem TO '5MB'`,
          reason: "work_mem",
          granted: `SELECT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                     WHERE d.datname = current_database() AND 'work_mem=5MB' = ANY (s.setconfig))`,
          needs: { kind: "database owner", setting: "work_mem" },
        },
      ]);
      await run(`ALTER DATABASE ${database.name} RESET work_mem`);
    });
  });
}
