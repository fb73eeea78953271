import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import { ownedObjectsRefusal, readOwnedObjects } from "./owned-objects";

for (const major of MAJORS) {
  describe(`what a role owns anywhere on PostgreSQL ${major}`, () => {
    const role = uniqueName("keeper");
    const other = uniqueName("bystander");
    const shopkeeper = uniqueName("Shop keeper");
    let here: TestDatabase;
    let there: TestDatabase;
    let weak: ConnectionSettings;

    before(async () => {
      const server = await serverFor(major);
      here = await freshDatabase(server, "owned_here");
      there = await freshDatabase(server, "owned_there");
      weak = { ...here.settings, user: other, password: "a-bystanders-password" };
      await run(here, [
        `CREATE ROLE ${role}`,
        `CREATE ROLE "${shopkeeper}"`,
        `CREATE ROLE ${other} LOGIN PASSWORD 'a-bystanders-password'`,
        `ALTER DATABASE ${there.name} OWNER TO ${role}`,
        `CREATE SCHEMA app AUTHORIZATION ${role}`,
        `CREATE TABLE app.orders (id serial PRIMARY KEY)`,
        `ALTER TABLE app.orders OWNER TO ${role}`,
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} GRANT SELECT ON TABLES TO PUBLIC`,
      ]);
      await run(there, [
        `REVOKE CONNECT ON DATABASE ${there.name} FROM PUBLIC`,
        ...Array.from(
          { length: 12 },
          (_, n) => `CREATE TABLE public.t${n} (); ALTER TABLE public.t${n} OWNER TO "${shopkeeper}"`,
        ),
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} GRANT SELECT ON TABLES TO PUBLIC`,
        "CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        `ALTER FUNCTION public.f(int) OWNER TO ${role}`,
      ]);
    });
    after(async () => {
      for (const database of [here, there]) {
        await run(database, [`DROP OWNED BY ${role}, "${shopkeeper}", ${other} CASCADE`]);
        await run(database, [`ALTER DATABASE ${there.name} OWNER TO CURRENT_USER`]);
      }
      await here.drop();
      await there.drop();
      const server = await serverFor(major);
      await withSession(server.settings, (session) =>
        session.query(`DROP ROLE ${role}, "${shopkeeper}", ${other}`),
      );
    });
    const run = (database: TestDatabase, statements: readonly string[]) =>
      withSession(database.settings, async (session) => {
        for (const statement of statements) await session.query(statement);
      });

    test("is found in every database and in none, by name, the rest by number", async () => {
      const owned = await readOwnedObjects(here.settings, [role, shopkeeper, other]);
      assert.deepEqual(owned.slice(0, 2), [
        { role, database: null, objects: [`database ${there.name}`], count: 1 },
        {
          role,
          database: here.name,
          objects: ["schema app", "sequence app.orders_id_seq", "table app.orders"],
          count: 3,
        },
      ]);
      const [many, few, ...rest] = owned.slice(2);
      assert.deepEqual(rest, []);
      assert.deepEqual([many?.role, many?.database, many?.count], [shopkeeper, there.name, 12]);
      assert.deepEqual(many?.objects.length, 10);
      assert.deepEqual(few, {
        role,
        database: there.name,
        objects: [`default acl for role ${role} on tables`, "function public.f(integer)"],
        count: 2,
      });
    });

    test("is counted by catalog where a database cannot be looked into", async () => {
      const owned = await readOwnedObjects(weak, [role]);
      const last = owned.at(-1);
      assert.equal(last?.database, there.name);
      assert.deepEqual(last?.objects, ["1 in pg_default_acl", "1 in pg_proc"]);
      assert.match(last?.unseen ?? "", /may not connect/);
      assert.match(
        ownedObjectsRefusal(owned, "postgres") ?? "",
        new RegExp(`cannot look into database ${there.name}: role "${other}" may not connect`),
      );
    });

    test("becomes a refusal with the list and the statements for each database", async () => {
      const owned = await readOwnedObjects(here.settings, [role, shopkeeper], (_, object) =>
        object.startsWith("default acl"),
      );
      assert.equal(
        ownedObjectsRefusal(owned, "heir"),
        [
          "a role that owns objects cannot be dropped, so nothing was deleted:",
          `  ${role} owns 1 object: database ${there.name}`,
          `  ${role} owns 3 objects in database ${here.name}: schema app, sequence app.orders_id_seq, table app.orders`,
          `  "${shopkeeper}" owns 12 objects in database ${there.name}: ${owned[2]?.objects.join(", ")} and 2 more`,
          `  ${role} owns 1 object in database ${there.name}: function public.f(integer)`,
          "give the objects to another role first:",
          `  in database ${here.name}: REASSIGN OWNED BY "${role}" TO "heir"; DROP OWNED BY "${role}";`,
          `  in database ${there.name}: REASSIGN OWNED BY "${shopkeeper}" TO "heir"; DROP OWNED BY "${shopkeeper}"; REASSIGN OWNED BY "${role}" TO "heir"; DROP OWNED BY "${role}";`,
        ].join("\n"),
      );
    });

    test("has a statement for a role that owns what belongs to no database, beside one that owns other things", async () => {
      const landlord = uniqueName("landlord");
      const heir = uniqueName("heir");
      await run(here, [
        `CREATE ROLE ${landlord}; CREATE ROLE ${heir}`,
        `ALTER DATABASE ${here.name} OWNER TO ${landlord}`,
      ]);
      const owned = await readOwnedObjects(here.settings, [landlord, shopkeeper]);
      const refusal = ownedObjectsRefusal(owned, heir) ?? "";
      const cure = new RegExp(`^ {2}in any database: (REASSIGN OWNED BY "${landlord}" .*;)$`, "m");
      const statements = cure.exec(refusal)?.[1];
      assert.ok(statements !== undefined, refusal);
      await run(there, [statements]);
      assert.deepEqual(await readOwnedObjects(here.settings, [landlord]), []);
      await run(here, [
        `ALTER DATABASE ${here.name} OWNER TO CURRENT_USER`,
        `DROP ROLE ${landlord}; DROP ROLE ${heir}`,
      ]);
    });

    test("is nothing for a role that owns nothing", async () => {
      assert.deepEqual(await readOwnedObjects(here.settings, [other]), []);
      assert.equal(ownedObjectsRefusal([], "heir"), undefined);
    });

    test("is gone when those statements were made, and the role can be dropped", async () => {
      const leaving = uniqueName("leaving");
      await run(there, [
        `CREATE ROLE ${leaving}`,
        "CREATE TABLE public.left_behind ()",
        `ALTER TABLE public.left_behind OWNER TO ${leaving}`,
        `GRANT CREATE ON SCHEMA public TO ${leaving}`,
      ]);
      const refusal = ownedObjectsRefusal(await readOwnedObjects(here.settings, [leaving]), role) ?? "";
      const statements = /in database \S+: (REASSIGN .*)$/.exec(refusal)?.[1] ?? "";
      await run(there, [statements, `DROP ROLE ${leaving}`]);
      assert.deepEqual(await readOwnedObjects(here.settings, [leaving]), []);
    });
  });
}
