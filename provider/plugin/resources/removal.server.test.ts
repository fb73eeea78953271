import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import {
  createShopObjects,
  createShopRoles,
  dropShopRoles,
  type ShopRoles,
} from "../../../postgres/testing/shop";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import type { Properties } from "../protocol";
import { accessResource } from "./access";
import { Driver } from "./testing/driver";

for (const major of MAJORS) {
  describe(`the removal of an Access on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let other: TestDatabase;
    let roles: ShopRoles;
    let server: ServerSettings;

    before(async () => {
      const facts = await serverFor(major);
      database = await freshDatabase(facts, "removal");
      other = await freshDatabase(facts, "elsewhere");
      const { database: _, ...rest } = facts.settings;
      server = rest;
      roles = await sql((session) => createShopRoles(session, uniqueName("removal")));
      await sql((session) => createShopObjects(session, roles.owner));
      await elsewhere("CREATE TABLE public.t (id int)");
    });
    after(async () => {
      const facts = await serverFor(major);
      await database.drop();
      await other.drop();
      await withSession(facts.settings, (session) => dropShopRoles(session, roles));
    });

    const sql = <T>(work: Parameters<typeof withSession<T>>[1]) => withSession(database.settings, work);
    const elsewhere = (statement: string) =>
      withSession(other.settings, (session) => session.query(statement));
    const access = (changes: Properties = {}): Properties => ({
      database: database.name,
      owner: roles.owner,
      schemas: { app: { roles: { [roles.app]: { schema: ["USAGE"], tables: ["SELECT"] } } } },
      roles: { [roles.app]: { managed: true } },
      ...changes,
    });
    /** Made ready, then hindered by a statement in a database. */
    const refused = async (resource: Driver, told: readonly RegExp[]) => {
      await assert.rejects(resource.delete(), (error: Error) => {
        assert.match(error.message, /nothing was deleted/);
        for (const line of told) assert.match(error.message, line);
        return true;
      });
      assert.deepEqual(await resource.preview(access()), [], "nothing was taken back");
    };

    test("is refused while a managed role owns something anywhere, before anything is taken back", async () => {
      const resource = new Driver(accessResource, server);
      const other = await freshDatabase(await serverFor(major), "owning");
      const managed = access({ roles: { [roles.app]: { managed: true } } });
      await resource.up(managed);
      await withSession(other.settings, (session) =>
        session.query(`CREATE TABLE public.kept (id int); ALTER TABLE public.kept OWNER TO "${roles.app}"`),
      );
      await assert.rejects(resource.delete(), (error: Error) => {
        assert.match(
          error.message,
          new RegExp(`${roles.app} owns 1 object in database ${other.name}: table public.kept`),
        );
        assert.match(
          error.message,
          new RegExp(`in database ${other.name}: REASSIGN OWNED BY "${roles.app}" TO`),
        );
        return true;
      });
      assert.deepEqual(await resource.preview(managed), [], "nothing was taken back");
      await other.drop();
      await resource.delete();
    });

    const cure = (name: string) => new RegExp(`in database ${name}: DROP OWNED BY "${roles.app}";`);
    for (const [what, statement, object] of [
      ["holds a privilege", "GRANT SELECT ON public.t TO $role", "table public\\.t"],
      [
        "holds a privilege on a column",
        "GRANT SELECT (id) ON public.t TO $role",
        "table column public\\.t\\.id",
      ],
      [
        "is given something by default privileges",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO $role",
        "default acl for role postgres on tables",
      ],
      ["is named in a policy", "CREATE POLICY p ON public.t TO $role USING (true)", "policy p on public\\.t"],
    ] as const)
      test(`is refused while a managed role ${what} in another database, before anything is taken back`, async () => {
        const resource = new Driver(accessResource, server);
        await resource.up(access());
        await elsewhere(statement.replace("$role", `"${roles.app}"`));
        await refused(resource, [
          new RegExp(`${roles.app} is named in 1 place of database ${other.name}: ${object}`),
          cure(other.name),
        ]);
        // The statement that it shows is the cure.
        await elsewhere(`DROP OWNED BY "${roles.app}"`);
        await resource.delete();
        await sql((session) => session.query(`DROP ROLE "${roles.app}"; CREATE ROLE "${roles.app}" LOGIN`));
      });

    test("is refused while a policy of the same database names a managed role, unless the database goes too", async () => {
      const resource = new Driver(accessResource, server);
      await resource.up(access());
      await sql((session) =>
        session.query(`CREATE POLICY left_over ON app.orders TO "${roles.app}" USING (true)`),
      );
      await refused(resource, [/policy left_over on app\.orders/, cure(database.name)]);
      await resource.up(access({ ownsDatabase: true }));
      await resource.delete();
      await sql((session) => session.query("DROP POLICY left_over ON app.orders"));
    });

    test("at a destroy asks about the roles that the program creates, and where the program runs about none of them", async () => {
      const found = (changes: Properties = {}) =>
        access({ roles: { [roles.app]: {} }, createdRoles: [roles.app, "of_nobody"], ...changes });
      await elsewhere(`CREATE TABLE public.held (id int); ALTER TABLE public.held OWNER TO "${roles.app}"`);
      const resource = new Driver(accessResource, server);
      await resource.up(found());
      resource.programRuns = false;
      await assert.rejects(resource.delete(), (error: Error) => {
        assert.match(error.message, /nothing was deleted/);
        assert.match(error.message, new RegExp(`${roles.app} owns 1 object in database ${other.name}`));
        assert.match(error.message, new RegExp(`this program makes ${roles.app}; .* managed: false`));
        return true;
      });
      assert.deepEqual(await resource.preview(found()), [], "nothing was taken back");
      resource.programRuns = true;
      await resource.delete();
      for (const changes of [{ roles: { [roles.app]: { managed: false } } }, { createdRoles: [] }]) {
        const silent = new Driver(accessResource, server);
        await silent.up(found(changes));
        silent.programRuns = false;
        await silent.delete();
      }
      await elsewhere(
        `ALTER TABLE public.held OWNER TO postgres; GRANT SELECT ON public.held TO "${roles.app}"`,
      );
      const granted = new Driver(accessResource, server);
      await granted.up(found());
      granted.programRuns = false;
      await assert.rejects(granted.delete(), /table public\.held[\s\S]*this program makes/);
      await elsewhere("DROP TABLE public.held");
      await granted.delete();
    });

    test("does not count what lies in databases that are removed, too, nor that a role owns these", async () => {
      const third = await freshDatabase(await serverFor(major), "third");
      await withSession(third.settings, (session) =>
        session.query(
          `ALTER DATABASE "${third.name}" OWNER TO "${roles.app}"; CREATE TABLE public.held (id int); ALTER TABLE public.held OWNER TO "${roles.app}"; CREATE TABLE public.open (id int); GRANT SELECT ON public.open TO "${roles.app}"`,
        ),
      );
      const resource = new Driver(accessResource, server);
      await resource.up(access());
      await assert.rejects(resource.delete(), new RegExp(`database ${third.name}.*table public\\.held`, "s"));
      await resource.up(access({ databasesAlsoRemoved: [third.name] }));
      await resource.delete();
      await third.drop();
    });

    test("does not count what the Access of another database gives back, nor what belongs to no database", async () => {
      const both = [
        new Driver(accessResource, server),
        new Driver(accessResource, server, "urn:pulumi:test::test::palisade:index:Access::other"),
      ] as const;
      const there = {
        ...access({ database: other.name, rolesAlsoIn: [database.name] }),
        mode: "additive",
        schemas: { public: { roles: { [roles.app]: { tables: ["SELECT"] } } } },
        databasePrivileges: { [roles.app]: ["CONNECT"] },
      };
      await both[0].up(access({ rolesAlsoIn: [other.name] }));
      await both[1].up(there);
      await both[0].delete();
      await both[1].delete();
      await sql((session) => session.query(`GRANT CONNECT ON DATABASE "${other.name}" TO "${roles.app}"`));
      const again = new Driver(accessResource, server);
      await again.up(access());
      await again.delete();
    });
  });
}
