import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS, startTestServer, type TestServer } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { asAdmin, asSuperuser, CUSTOMER, createCustomer } from "../testing/platforms/customer";
import { RECREATED_PLATFORMS, type RecreatedServer, recreatePlatform } from "../testing/platforms/index";
import type { AccessIntent } from "./access-intent";
import { parseAccess } from "./parse-access";
import { type AccessPlan, planAccess, planRelease } from "./plan-access";

const { app, database, owner, readonly, stranger } = CUSTOMER;

/** Whether the admin may change the schema public of a database that it made: see docs/guides/access-platforms.md. */
function ownsPublic({ platform, major }: RecreatedServer): boolean {
  return major >= 15 || ["rds", "aurora", "cloud-sql", "azure"].includes(platform.name);
}

function intentFor(server: RecreatedServer, changes: Record<string, unknown> = {}): AccessIntent {
  const parsed = parseAccess({
    database,
    owner,
    databasePrivileges: { [app]: ["CONNECT"], [readonly]: ["CONNECT"] },
    schemas: {
      ...(ownsPublic(server) ? { public: {} } : {}),
      app: {
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
      },
    },
    roles: { [app]: { settings: { lock_timeout: "5s", search_path: "app, pg_temp" } } },
    ...changes,
  });
  assert.deepEqual(parsed.problems, []);
  return parsed.intent as AccessIntent;
}

/** What happens behind Palisade's back: by the owner, by other grantors, by the platform's superuser. */
const DRIFTS: readonly {
  readonly name: string;
  readonly statements: readonly string[];
  readonly seen: RegExp;
}[] = [
  {
    name: "a grant to a stranger",
    statements: [`SET ROLE ${owner}`, `GRANT SELECT ON app.orders TO ${stranger}`],
    seen: /table app\.orders: shop_stranger loses SELECT/,
  },
  {
    name: "a grant that the application passed on with its grant option",
    statements: [
      `SET ROLE ${owner}`,
      `GRANT SELECT ON app.orders TO ${app} WITH GRANT OPTION`,
      `SET ROLE ${app}`,
      `GRANT SELECT ON app.orders TO ${stranger}`,
    ],
    seen: /shop_stranger loses SELECT/,
  },
  {
    name: "a grant by the platform's superuser",
    statements: [`GRANT TRUNCATE ON app.currencies TO ${app}`],
    seen: /table app\.currencies: shop_app loses TRUNCATE/,
  },
  {
    name: "a privilege taken away",
    statements: [`REVOKE SELECT ON app.orders FROM ${readonly}`],
    seen: /table app\.orders: shop_readonly gains SELECT/,
  },
  {
    name: "default privileges of the owner",
    statements: [`ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC`],
    seen: /default privileges of shop_owner for tables in schema app: PUBLIC loses SELECT/,
  },
  {
    name: "CONNECT for everybody",
    statements: [`GRANT CONNECT ON DATABASE ${database} TO PUBLIC`],
    seen: /database shop: PUBLIC loses CONNECT/,
  },
  {
    name: "a role's setting",
    statements: [`ALTER ROLE ${app} IN DATABASE ${database} SET row_security TO off`],
    seen: /role shop_app: resets row_security/,
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
        async (session: Session): Promise<AccessPlan> =>
          make(wanted, await readDatabaseModel(session, { schemas: [...wanted.schemas.keys()] }));
      const plan = (wanted = intentFor(server)) => withSession(asAdmin(server), planIn(wanted));
      const apply = (wanted = intentFor(server)) => converge(asAdmin(server), planIn(wanted));
      const lines = async () => (await plan()).changes.map(({ object, text }) => `${object}: ${text}`);
      const behindTheBack = (statements: readonly string[]) =>
        withSession(asSuperuser(server), async (session) => {
          for (const statement of statements) await session.query(statement);
        });

      test("from nothing to what is declared; a second plan is empty", async () => {
        await apply();
        assert.deepEqual(await lines(), []);
        await withSession(asAdmin(server), async (session) => {
          const [row] = await session.query(
            `SELECT has_table_privilege($1, 'app.orders', 'INSERT') AS app, has_table_privilege($2, 'app.orders', 'INSERT') AS ro,
                    has_function_privilege($3, 'app.add(int, int)', 'EXECUTE') AS stranger`,
            [app, readonly, stranger],
          );
          assert.deepEqual(row, { app: true, ro: false, stranger: false });
        });
      });

      for (const { name, statements, seen } of DRIFTS) {
        test(`drift is seen and repaired: ${name}`, async () => {
          await apply();
          await behindTheBack(statements);
          const found = await lines();
          assert.ok(
            found.some((line) => seen.test(line)),
            `expected ${seen} in:\n${found.join("\n")}`,
          );
          await apply();
          assert.deepEqual(await lines(), []);
        });
      }

      test("a release gives back what was granted", async () => {
        await apply();
        const wanted = intentFor(server);
        await converge(asAdmin(server), planIn(wanted, planRelease));
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
