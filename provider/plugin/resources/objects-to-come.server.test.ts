import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Session, withSession } from "../../../postgres/connect/session";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import type { Properties } from "../protocol";
import { accessResource } from "./access";
import { Driver } from "./testing/driver";
import { type Asked, heldPrivileges, meantPrivileges } from "./testing/held-privileges";

/** Every kind that ALTER DEFAULT PRIVILEGES knows, asked of the server on what the owner makes afterwards. */
for (const major of MAJORS) {
  describe(`what is declared for objects to come on PostgreSQL ${major}`, () => {
    const prefix = uniqueName("come");
    const [owner, app, stranger] = ["owner", "app", "stranger"].map((name) => `${prefix}_${name}`) as [
      string,
      string,
      string,
    ];
    let database: TestDatabase;
    let server: ServerSettings;

    const sql = <T>(work: Parameters<typeof withSession<T>>[1]) => withSession(database.settings, work);
    before(async () => {
      database = await freshDatabase(await serverFor(major), "come");
      const { database: _, ...rest } = database.settings;
      server = rest;
      await sql((session) =>
        session.query(
          `CREATE ROLE ${owner}; CREATE ROLE ${app}; CREATE ROLE ${stranger};
           ALTER DATABASE ${database.name} OWNER TO ${owner}; CREATE SCHEMA s AUTHORIZATION ${owner}`,
        ),
      );
    });
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) =>
        session.query(`DROP ROLE ${owner}, ${app}, ${stranger}`),
      );
    });

    const everywhere = {
      schema: ["USAGE", "CREATE WITH GRANT OPTION"],
      tables: ["SELECT", "TRIGGER WITH GRANT OPTION", ...(major >= 17 ? ["MAINTAIN"] : [])],
      sequences: ["USAGE WITH GRANT OPTION", "UPDATE"],
      functions: ["EXECUTE WITH GRANT OPTION"],
      types: ["USAGE"],
      ...(major >= 18 ? { largeObjects: ["SELECT WITH GRANT OPTION", "UPDATE"] } : {}),
    };
    const declaration = (): Properties => ({
      database: database.name,
      owner,
      modes: { cluster: "additive" },
      schemas: { s: {} },
      defaultPrivileges: Object.entries(everywhere).map(([kind, privileges]) => ({
        kind: kind === "schema" ? "schemas" : kind,
        to: [app],
        privileges,
      })),
    });

    /** What two roles hold of what the owner makes in a transaction that is rolled back. */
    const made = () =>
      sql(async (session: Session) => {
        await session.query(`BEGIN; SET LOCAL ROLE ${owner}`);
        await session.query(
          `CREATE SCHEMA later; CREATE TABLE s.t (id int); CREATE SEQUENCE s.q; CREATE TYPE s.e AS ENUM ('a');
           CREATE FUNCTION s.r(integer) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
        );
        const [large] = await session.rows("SELECT lo_create(0)::text");
        await session.query("RESET ROLE");
        const objects: Asked[] = [
          { kind: "schema", name: "later" },
          { kind: "tables", name: "s.t" },
          { kind: "sequences", name: "s.q" },
          { kind: "functions", name: "s.r(integer)" },
          { kind: "types", name: "s.e" },
          // Before 18 nothing can be said in advance of a large object, nor asked of it.
          ...(major >= 18 ? [{ kind: "largeObjects", name: String(large?.[0]) } as const] : []),
        ];
        const held = {
          app: await heldPrivileges(session, major, app, objects),
          stranger: await heldPrivileges(session, major, stranger, objects),
        };
        await session.query("ROLLBACK");
        return { objects, held };
      });

    test("is what the server gives on every kind, and a removal takes it back", async () => {
      const resource = new Driver(accessResource, server);
      await resource.up(declaration());
      assert.deepEqual(await resource.preview(declaration()), []);
      const { objects, held } = await made();
      assert.equal(new Set(objects.map(({ kind }) => kind)).size, major >= 18 ? 6 : 5);
      assert.deepEqual(held, {
        app: meantPrivileges(objects, everywhere),
        stranger: meantPrivileges(objects, {}),
      });
      await resource.delete();
      const after = await made();
      assert.deepEqual(after.held.app, meantPrivileges(after.objects, {}));
    });
  });
}
