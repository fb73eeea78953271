import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { type Session, withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { parseAccess } from "../../postgres/plan/parse-access";
import type { Plan } from "../../postgres/plan/plan";
import { planAccess } from "../../postgres/plan/plan-access";
import { readingFor } from "../../postgres/plan/reading";
import { ADVISORY_LOCK } from "../../postgres/sql/transaction";
import { createShopObjects, createShopRoles, type ShopRoles } from "../../postgres/testing/shop";
import { freshDatabase, type TestDatabase, type TestServer, uniqueName } from "../servers";

/** What a faulty update is tried on. */
export class Scene {
  readonly template: TestDatabase;
  readonly roles: ShopRoles;
  /** The managing role: CREATEROLE, and ADMIN on the owner alone, so that an update lends itself memberships and changes roles. */
  readonly deployer: ConnectionSettings;
  readonly #server: TestServer;
  readonly #prefix: string;

  private constructor(
    server: TestServer,
    template: TestDatabase,
    roles: ShopRoles,
    deployer: ConnectionSettings,
    prefix: string,
  ) {
    this.#server = server;
    this.template = template;
    this.roles = roles;
    this.deployer = deployer;
    this.#prefix = prefix;
  }

  static async create(server: TestServer): Promise<Scene> {
    const prefix = uniqueName("fault");
    const template = await freshDatabase(server, "fault");
    const user = `${prefix}_deployer`;
    const roles = await withSession(template.settings, async (session) => {
      const made = await createShopRoles(session, prefix);
      await createShopObjects(session, made.owner);
      await session.query(`CREATE ROLE ${user} LOGIN CREATEROLE PASSWORD 'deployer'`);
      await session.query(`ALTER DATABASE ${template.name} OWNER TO ${made.owner}`);
      // Something to be taken away too, by a grantor of its own.
      await session.query(`GRANT USAGE ON SCHEMA app TO ${made.stranger}`);
      await session.query(`GRANT SELECT ON app.orders TO ${made.stranger} WITH GRANT OPTION`);
      if (server.major >= 16) {
        const all = [made.owner, made.app, made.readonly, made.stranger];
        for (const role of all)
          await session.query(`GRANT ${role} TO ${user} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
      }
      return made;
    });
    return new Scene(server, template, roles, { ...template.settings, user, password: "deployer" }, prefix);
  }

  /** Makes the database anew as it was before the update, and returns its settings for the managing role. */
  async reset(database = `${this.template.name}_copy`): Promise<ConnectionSettings> {
    const { app, readonly } = this.roles;
    await withSession(this.#server.settings, async (session) => {
      await session.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await session.query(
        `CREATE DATABASE ${database} TEMPLATE ${this.template.name} OWNER ${this.roles.owner}`,
      );
      for (const role of [app, readonly]) {
        await session.query(`ALTER ROLE ${role} CONNECTION LIMIT -1`);
        await session.query(`ALTER ROLE ${role} RESET ALL`);
      }
    });
    return { ...this.deployer, database };
  }

  /** The update: roles, their settings, privileges of several kinds, default privileges, and something taken away. */
  declaration(database: string) {
    const { owner, app, readonly } = this.roles;
    return {
      database,
      owner,
      // Or it would lock itself out.
      databasePrivileges: { [this.deployer.user]: ["CONNECT"] },
      schemas: {
        app: {
          roles: {
            [app]: { schema: ["USAGE"], tables: ["SELECT", "INSERT"], sequences: ["USAGE"] },
            [readonly]: { schema: ["USAGE"], tables: ["SELECT"], views: ["SELECT"] },
          },
        },
      },
      roles: { [app]: { settings: { work_mem: "5MB" }, connectionLimit: 9 }, [readonly]: { settings: {} } },
    };
  }

  /** Plans {@link declaration} on a session's database. */
  readonly plan = async (session: Session): Promise<Plan> => {
    const { intent, problems } = parseAccess(this.declaration(session.settings.database));
    if (intent === undefined) throw new Error(JSON.stringify(problems));
    const plan = planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    if (plan.problems.length > 0) throw new Error(JSON.stringify(plan.problems));
    return plan;
  };

  /** The complete model of a database as text, without what differs between two copies. */
  async state(database: string): Promise<string> {
    const model = await withSession({ ...this.#server.settings, database }, (session) =>
      readDatabaseModel(session),
    );
    const stable = (key: string, value: unknown) =>
      key === "oid" ? undefined : value === database ? "database" : value;
    const mine = (name: string | null) => name?.startsWith(this.#prefix) === true;
    return JSON.stringify(
      {
        roles: [...model.roles.values()].filter(({ name }) => mine(name)),
        memberships: model.memberships.filter(({ role, member }) => mine(role) || mine(member)),
        settings: model.storedSettings.filter(({ role }) => mine(role)),
        // What all databases of the server share, other tests change meanwhile.
        objects: [...model.objects.values()]
          .filter(({ kind }) => kind !== "tablespace" && kind !== "parameter")
          .map((object) => JSON.stringify(object, stable))
          .sort(),
        defaults: model.defaultPrivileges,
      },
      stable,
      1,
    );
  }

  /** Whether nobody holds the lock of updates in a database, waiting a little for a server that has not noticed yet. */
  async lockIsFree(database: string): Promise<boolean> {
    return withSession({ ...this.#server.settings, database, statementTimeout: 10_000 }, async (session) => {
      await session.query("SET lock_timeout = '8s'");
      await session.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
      return true;
    }).catch(() => false);
  }

  async remove(): Promise<void> {
    await withSession(this.#server.settings, async (session) => {
      const rows = await session.query<{ datname: string }>(
        `SELECT datname FROM pg_database WHERE datname LIKE '${this.template.name}%'`,
      );
      for (const { datname } of rows) await session.query(`DROP DATABASE ${datname} WITH (FORCE)`);
      for (const role of [...Object.values(this.roles), `${this.#prefix}_deployer`])
        await session.query(`DROP ROLE ${role}`);
    });
  }
}
