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

/** What happened behind the back of a state that still holds the old names, seen with a refresh and without. */
for (const major of MAJORS) {
  describe(`the state of an Access after changes behind its back on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;
    let server: ServerSettings;
    let resource: Driver;

    before(async () => {
      const facts = await serverFor(major);
      database = await freshDatabase(facts, "changed");
      const { database: _, ...rest } = facts.settings;
      server = rest;
      roles = await withSession(database.settings, (session) =>
        createShopRoles(session, uniqueName("changed")),
      );
      await withSession(database.settings, (session) => createShopObjects(session, roles.owner));
      resource = new Driver(accessResource, server);
      await resource.up(declared());
      assert.deepEqual(await resource.preview(declared()), []);
    });
    after(async () => {
      const facts = await serverFor(major);
      await database.drop();
      await withSession(facts.settings, (session) => dropShopRoles(session, roles));
    });

    const sql = (text: string) => withSession(database.settings, (session) => session.query(text));
    const declared = (): Properties => ({
      database: database.name,
      owner: roles.owner,
      databasePrivileges: { [roles.app]: ["CONNECT"] },
      schemas: { app: { roles: { [roles.app]: { schema: ["USAGE"], tables: ["SELECT"] } } } },
      grants: [
        {
          to: [roles.readonly],
          privileges: ["SELECT"],
          on: [{ kind: "tables", schema: "app", name: "currencies" }],
        },
      ],
      roles: { [roles.app]: { connectionLimit: 9 } },
    });
    /** The same lines without a refresh and with one; an update repairs them, and then there is nothing. */
    const seenAndRepaired = async (expected: readonly string[]) => {
      const seen = await resource.preview(declared());
      assert.equal(await resource.refresh(), true);
      assert.deepEqual(await resource.preview(declared()), seen);
      for (const line of expected) assert.ok(seen.includes(line), `${line}\nin\n${seen.join("\n")}`);
      await resource.up(declared());
      assert.deepEqual(await resource.preview(declared()), []);
      assert.equal(await resource.refresh(), true);
      assert.deepEqual(await resource.preview(declared()), []);
    };

    test("a table that was renamed: what was declared for its old name goes", async () => {
      await sql("ALTER TABLE app.currencies RENAME TO money");
      await seenAndRepaired([
        `["access lost"]["table app.money"]["${roles.readonly} loses SELECT (not declared)"]`,
      ]);
      const left = JSON.stringify(resource.outputs);
      assert.match(left, /table app\.money/);
      assert.doesNotMatch(left, /table app\.currencies/);
    });

    test("an object that was dropped is gone from the state, which is all that an update does", async () => {
      await sql("DROP TABLE app.events");
      const [line = "", ...more] = await resource.preview(declared());
      assert.deepEqual(more, []);
      assert.match(line, /^privileges\[/);
      assert.equal(await resource.refresh(), true);
      await seenAndRepaired([]);
      assert.doesNotMatch(JSON.stringify(resource.outputs), /table app\.events/);
    });

    test("a role that was dropped and made anew under its name is given everything again", async () => {
      await sql(`DROP OWNED BY "${roles.app}"; DROP ROLE "${roles.app}"; CREATE ROLE "${roles.app}" LOGIN`);
      await seenAndRepaired([
        `changes["database ${database.name}"]["${roles.app} gains CONNECT"]`,
        `changes["table app.orders"]["${roles.app} gains SELECT"]`,
        `changes["role ${roles.app}"]["sets CONNECTION LIMIT 9 (was -1)"]`,
      ]);
    });

    test("a database that was dropped is gone, and made anew it is planned as a fresh one", async () => {
      await withSession((await serverFor(major)).settings, (session) =>
        session.query(`DROP DATABASE "${database.name}" WITH (FORCE)`),
      );
      assert.equal(await resource.refresh(), false);
      const fresh = new Driver(accessResource, server);
      assert.deepEqual(await fresh.preview(declared()), ["create"]);
    });

    test("its removal is refused all the same while a managed role owns something elsewhere", async () => {
      const other = await freshDatabase(await serverFor(major), "changed_other");
      const managed = { ...declared(), database: other.name, schemas: { public: {} }, grants: [] };
      const owning = await freshDatabase(await serverFor(major), "changed_owning");
      const gone = new Driver(accessResource, server);
      await gone.up({ ...managed, roles: { [roles.app]: { managed: true } } });
      await other.drop();
      await withSession(owning.settings, (session) =>
        session.query(`CREATE TABLE public.kept (); ALTER TABLE public.kept OWNER TO "${roles.app}"`),
      );
      await assert.rejects(
        gone.delete(),
        new RegExp(
          `nothing was deleted:\n  ${roles.app} owns 1 object in database ${owning.name}: table public.kept`,
        ),
      );
      await owning.drop();
      await gone.delete();
    });
  });
}
