import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS, startTestServer, type TestServer } from "../../test/servers";
import { converge } from "../apply/converge";
import { preflight } from "../apply/preflight";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import {
  asAdmin,
  asSuperuser,
  CUSTOMER,
  createCustomer,
  joinOwner,
  leaveOwner,
} from "../testing/platforms/customer";
import { RECREATED_PLATFORMS, type RecreatedServer, recreatePlatform } from "../testing/platforms/index";
import type { AccessIntent } from "./access-intent";
import { parseAccess } from "./parse-access";
import { type AccessPlan, planAccess } from "./plan-access";
import { readingFor } from "./reading";
import { planRelease } from "./release-access";

const { app, database, owner, readonly, stranger } = CUSTOMER;

/** Whether the admin may change the schema public of a database that it made: see docs/guides/access-platforms.md. */
function ownsPublic({ platform, major }: RecreatedServer): boolean {
  return major >= 15 || ["rds", "aurora", "cloud-sql", "azure"].includes(platform.name);
}

const APP_SCHEMA = {
  roles: {
    [app]: {
      schema: ["USAGE"],
      tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
      views: ["SELECT"],
      sequences: ["USAGE"],
      functions: ["EXECUTE"],
      types: ["USAGE"],
    },
    [readonly]: { schema: ["USAGE"], tables: ["SELECT"] },
  },
};

const APP_ROLE = { settings: { lock_timeout: "5s", search_path: "app, pg_temp" }, connectionLimit: 20 };

function intentFor(server: RecreatedServer, changes: Record<string, unknown> = {}): AccessIntent {
  const parsed = parseAccess({
    database,
    owner,
    // The admin itself needs CONNECT as soon as it is no member of the owner any more.
    databasePrivileges: {
      [app]: ["CONNECT"],
      [readonly]: ["CONNECT"],
      [server.platform.admin]: ["CONNECT"],
    },
    databaseSettings: { idle_in_transaction_session_timeout: "1min" },
    schemas: { ...(ownsPublic(server) ? { public: {} } : {}), app: APP_SCHEMA },
    grants: [
      {
        to: [readonly],
        privileges: ["SELECT"],
        on: [{ kind: "views", schema: "app", name: "open_orders", columns: ["id", "state"] }],
      },
      { to: [app], privileges: ["SELECT"], on: [{ kind: "largeObjects", name: 4711 }] },
    ],
    roles: { [app]: APP_ROLE, [readonly]: { memberOf: [], settings: {} } },
    ...changes,
  });
  assert.deepEqual(parsed.problems, []);
  return parsed.intent as AccessIntent;
}

/** Who is a member of the owner, by whose grant, with what options. */
function ownerMembers(session: Session): Promise<unknown[]> {
  return session.query(
    `SELECT to_jsonb(m) - 'oid' AS membership FROM pg_auth_members m
       WHERE roleid = (SELECT oid FROM pg_roles WHERE rolname = $1) ORDER BY member, grantor`,
    [owner],
  );
}

/** What happens behind Palisade's back, in a session of the platform's superuser. */
interface Drift {
  readonly name: string;
  readonly statements: (server: RecreatedServer) => readonly string[];
  readonly seen: RegExp;
}

const DRIFTS: readonly Drift[] = [
  {
    name: "a grant to a stranger",
    statements: () => [`SET ROLE ${owner}`, `GRANT SELECT ON app.orders TO ${stranger}`],
    seen: /table app\.orders: shop_stranger loses SELECT/,
  },
  {
    name: "a grant that the application passed on with its grant option",
    statements: () => [
      `SET ROLE ${owner}`,
      `GRANT SELECT ON app.orders TO ${app} WITH GRANT OPTION`,
      "RESET ROLE",
      `SET ROLE ${app}`,
      `GRANT SELECT ON app.orders TO ${stranger}`,
    ],
    seen: /table app\.orders: shop_stranger loses SELECT/,
  },
  {
    name: "a grant by the platform's superuser",
    statements: () => [`GRANT TRUNCATE ON app.currencies TO ${app}`],
    seen: /table app\.currencies: shop_app loses TRUNCATE/,
  },
  {
    name: "a column",
    statements: () => [`GRANT UPDATE (total) ON app.orders TO ${stranger}`],
    seen: /app\.orders.*total.*shop_stranger loses UPDATE/,
  },
  {
    name: "a privilege taken away",
    statements: () => [`REVOKE SELECT ON app.orders FROM ${readonly}`],
    seen: /table app\.orders: shop_readonly gains SELECT/,
  },
  {
    name: "default privileges of the owner",
    statements: () => [
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC`,
    ],
    seen: /default privileges of shop_owner for tables in schema app: PUBLIC (gains|loses) SELECT/,
  },
  {
    name: "CONNECT for everybody",
    statements: () => [`GRANT CONNECT ON DATABASE ${database} TO PUBLIC`],
    seen: /database shop: PUBLIC loses CONNECT/,
  },
  {
    name: "a role's setting",
    statements: () => [`ALTER ROLE ${app} IN DATABASE ${database} SET row_security TO off`],
    seen: /role shop_app: resets row_security/,
  },
  {
    name: "a setting of the database",
    statements: () => [`ALTER DATABASE ${database} SET statement_timeout TO '1h'`],
    seen: /database shop: resets statement_timeout/,
  },
  {
    name: "attributes of a role",
    statements: () => [`ALTER ROLE ${app} CREATEDB CREATEROLE CONNECTION LIMIT 3`],
    seen: /role shop_app: loses CREATEROLE/,
  },
  {
    name: "a membership that the admin granted",
    statements: ({ platform }) => [
      `SET SESSION AUTHORIZATION "${platform.admin}"`,
      `GRANT ${app} TO ${stranger}`,
    ],
    seen: /shop_stranger .*shop_app|shop_app.*shop_stranger/,
  },
  {
    name: "a table of the owner's that was given to a stranger",
    statements: () => [`ALTER TABLE app.currencies OWNER TO ${stranger}`],
    seen: /table app\.currencies: shop_stranger loses ownership to shop_owner/,
  },
];

/** What this admin cannot do, and what the refusal says would help. */
interface Refusal {
  readonly name: string;
  /** Where it is refused; elsewhere it must work. */
  readonly where: (server: RecreatedServer) => boolean;
  readonly before?: (server: RecreatedServer) => readonly string[];
  readonly declared: Record<string, unknown>;
  readonly says: (server: RecreatedServer) => RegExp;
  readonly afterwards?: (server: RecreatedServer) => readonly string[];
}

/** Since 16 CREATEROLE has no power over what others made and granted, and passes on the attributes that it has itself. */
const sinceSixteen = ({ major }: RecreatedServer) => major >= 16;
const cannotPassOn = ({ platform, major }: RecreatedServer) =>
  major < 16 || !["neon", "supabase"].includes(platform.name);

const REFUSALS: readonly Refusal[] = [
  {
    name: "schema public of the server's superuser",
    where: (server) => !ownsPublic(server),
    declared: { schemas: { public: {}, app: APP_SCHEMA } },
    says: ({ platform }) => new RegExp(`the rights of role ${platform.superuser}, .*schema public`),
  },
  {
    name: "a table of a role that somebody else made",
    where: sinceSixteen,
    before: () => [
      "CREATE ROLE elsewhere",
      "CREATE TABLE app.foreign_table (id int)",
      "ALTER TABLE app.foreign_table OWNER TO elsewhere",
    ],
    declared: {},
    says: ({ platform }) => new RegExp(`GRANT "elsewhere" TO "${platform.admin}"`),
    afterwards: () => ["DROP TABLE app.foreign_table", "DROP ROLE elsewhere"],
  },
  {
    name: "a membership that the server's superuser granted",
    where: sinceSixteen,
    before: () => [`GRANT ${app} TO ${stranger}`],
    declared: {},
    says: () => /SUPERUSER.*shop_app: is no longer granted to shop_stranger/,
    afterwards: () => [`REVOKE ${app} FROM ${stranger}`],
  },
  {
    name: "REPLICATION",
    where: cannotPassOn,
    declared: { roles: { [app]: { ...APP_ROLE, replication: true } } },
    says: ({ platform, major }) =>
      new RegExp(`ALTER ROLE "${platform.admin}" ${major < 16 ? "SUPERUSER" : "REPLICATION"}`),
  },
  {
    name: "a superuser's parameter",
    where: () => true,
    declared: { roles: { [app]: { ...APP_ROLE, settings: { ...APP_ROLE.settings, log_statement: "ddl" } } } },
    says: ({ platform, major }) =>
      major < 15
        ? /log_statement/
        : new RegExp(`GRANT SET ON PARAMETER .*log_statement.* TO "${platform.admin}"`),
  },
  {
    name: "a language of the server's superuser",
    where: () => true,
    declared: {
      grants: [{ to: [app], privileges: ["USAGE"], on: [{ kind: "languages", name: "plpgsql" }] }],
    },
    says: ({ platform }) => new RegExp(`the rights of role ${platform.superuser}, .*language plpgsql`),
  },
];

for (const platform of RECREATED_PLATFORMS) {
  for (const major of MAJORS) {
    describe(`Access as the admin of ${platform.name} (recreated) on PostgreSQL ${major}`, () => {
      let running: TestServer;
      let server: RecreatedServer;
      before(async () => {
        running = await startTestServer(major);
        server = await recreatePlatform(running, platform);
        await createCustomer(server);
      });
      after(() => running?.stop());

      const planIn =
        (wanted: AccessIntent, make = planAccess) =>
        async (session: Session): Promise<AccessPlan> => {
          const plan = make(wanted, await readDatabaseModel(session, readingFor(wanted)));
          assert.deepEqual(plan.problems, []);
          return plan;
        };
      const plan = (wanted = intentFor(server)) => withSession(asAdmin(server), planIn(wanted));
      const apply = (wanted = intentFor(server)) => converge(asAdmin(server), planIn(wanted));
      const lines = async () => (await plan()).changes.map(({ object, text }) => `${object}: ${text}`);
      const missing = (wanted: AccessIntent) =>
        withSession(asAdmin(server), async (session) => {
          const model = await readDatabaseModel(session, readingFor(wanted));
          return preflight(model, planAccess(wanted, model));
        });
      const behindTheBack = (statements: readonly string[]) =>
        withSession(asSuperuser(server), async (session) => {
          for (const statement of statements) await session.query(statement);
        });

      test("from nothing to what is declared; a second plan is empty", async () => {
        assert.deepEqual(await missing(intentFor(server)), []);
        await apply();
        assert.deepEqual(await lines(), []);
        await withSession(asAdmin(server), async (session) => {
          const [row] = await session.query(
            `SELECT has_table_privilege($1, 'app.orders', 'INSERT') AS app, has_table_privilege($2, 'app.orders', 'INSERT') AS ro,
                    has_function_privilege($3, 'app.add(int, int)', 'EXECUTE') AS stranger,
                    has_column_privilege($2, 'app.open_orders', 'id', 'SELECT') AS id`,
            [app, readonly, stranger],
          );
          assert.deepEqual(row, { app: true, ro: false, stranger: false, id: true });
        });
      });

      test("drift of every kind, by the owner, by other grantors, by the superuser, is seen and repaired", async () => {
        await apply();
        for (const { statements } of DRIFTS) await behindTheBack(statements(server));
        const found = await lines();
        const unseen = DRIFTS.filter(({ seen }) => !found.some((line) => seen.test(line)));
        assert.deepEqual(
          unseen.map(({ name }) => name),
          [],
          `not seen in:\n${found.join("\n")}`,
        );
        await apply();
        assert.deepEqual(await lines(), []);
      });

      for (const { name, where, before: first, declared, says, afterwards } of REFUSALS) {
        test(`done where the admin may, else named before anything is changed: ${name}`, async () => {
          await apply();
          await behindTheBack(first?.(server) ?? []);
          const wanted = intentFor(server, declared);
          const now = (await plan(wanted)).live;
          if (where(server)) {
            await assert.rejects(apply(wanted), says(server));
            assert.deepEqual((await plan(wanted)).live, now);
          } else {
            await apply(wanted);
            assert.deepEqual((await plan(wanted)).changes, []);
          }
          await behindTheBack(afterwards?.(server) ?? []);
          await apply();
        });
      }

      test("without a membership in the owner the admin lends itself one, and nothing of it is left", async () => {
        await apply();
        await leaveOwner(server);
        const memberships = await withSession(server.superuser, ownerMembers);
        await behindTheBack([
          `GRANT DELETE ON app.currencies TO ${stranger}`,
          `REVOKE ALL ON app.orders FROM ${app}`,
        ]);
        assert.equal((await lines()).length > 0, true);
        await apply();
        assert.deepEqual(await lines(), []);
        assert.deepEqual(await withSession(server.superuser, ownerMembers), memberships);
        await withSession(server.admin, (session) => joinOwner(session, server));
      });

      test("a schema of one's own in the database that the platform made", async () => {
        if (platform.name === "self-hosted") return;
        const { home, admin } = platform;
        await withSession(server.admin, async (session) => {
          await session.query("CREATE SCHEMA at_home");
          await session.query("CREATE TABLE at_home.things (id int)");
          await session.query("CREATE FUNCTION at_home.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        });
        const wanted = intentFor(server, {
          database: home,
          owner: admin,
          modes: { database: "adopt" },
          databasePrivileges: {},
          databaseSettings: undefined,
          schemas: {
            at_home: { roles: { [app]: { schema: ["USAGE"], tables: ["SELECT"] } } },
            public: { mode: "adopt" },
          },
          grants: [],
        });
        await converge(server.admin, planIn(wanted));
        const again = await withSession(server.admin, planIn(wanted));
        assert.deepEqual(again.changes, []);
        assert.notDeepEqual(again.kept, [], "what the platform granted is told");
      });

      test("a release gives back what was granted", async () => {
        await apply();
        await converge(asAdmin(server), planIn(intentFor(server), planRelease));
        await withSession(asAdmin(server), async (session) => {
          const [row] = await session.query("SELECT has_table_privilege($1, 'app.orders', 'SELECT') AS app", [
            app,
          ]);
          assert.deepEqual(row, { app: false });
        });
        await apply();
      });
    });
  }
}
