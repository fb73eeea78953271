import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { freshDatabase, type Major, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import type { Properties } from "../protocol";
import { accessResource } from "./access";
import { Driver } from "./testing/driver";
import { type Asked, heldPrivileges, meantPrivileges } from "./testing/held-privileges";

/** The guide's table of profiles, word by word. */
const BUILT_IN: Readonly<Record<string, Parameters<typeof meantPrivileges>[1]>> = Object.fromEntries(
  readFileSync(join(__dirname, "..", "..", "..", "docs", "guides", "access.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| `(usage|readonly|readwrite|appendonly|execute)` \|/.test(line))
    .map((line) => {
      const [name = "", ...cells] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      const kinds = ["schema", "tables", "views", "sequences", "functions", "types"] as const;
      const given = kinds.map((kind, index) => [kind, (cells[index] ?? "").split(", ").filter(Boolean)]);
      return [name.replaceAll("`", ""), Object.fromEntries(given)];
    }),
);
assert.equal(Object.keys(BUILT_IN).length, 5);

for (const major of [14, 18] satisfies Major[]) {
  describe(`profiles on PostgreSQL ${major}`, () => {
    const prefix = uniqueName("profile");
    const [owner, app, reports, stranger] = ["owner", "app", "reports", "stranger"].map(
      (name) => `${prefix}_${name}`,
    ) as [string, string, string, string];
    let database: TestDatabase;
    let server: ServerSettings;

    /** No two kinds alike, nothing as a built-in profile has it. */
    const profile = {
      schema: ["USAGE", "CREATE WITH GRANT OPTION"],
      tables: ["SELECT WITH GRANT OPTION", "UPDATE", "TRUNCATE", ...(major >= 17 ? ["MAINTAIN"] : [])],
      views: ["INSERT", "REFERENCES"],
      materializedViews: ["SELECT"],
      foreignTables: ["DELETE", "TRIGGER WITH GRANT OPTION"],
      sequences: ["UPDATE"],
      functions: ["EXECUTE WITH GRANT OPTION"],
      securityDefinerFunctions: ["EXECUTE WITH GRANT OPTION"],
      types: ["USAGE WITH GRANT OPTION"],
    };
    const inSchema = (name: string): Asked[] => [
      { kind: "tables", name: `s.t_${name}` },
      { kind: "views", name: `s.v_${name}` },
      { kind: "materializedViews", name: `s.m_${name}` },
      { kind: "foreignTables", name: `s.f_${name}` },
      { kind: "sequences", name: `s.q_${name}` },
      { kind: "functions", name: `s.r_${name}(integer)` },
      { kind: "securityDefinerFunctions", name: `s.d_${name}(integer)` },
      { kind: "types", name: `s.e_${name}` },
    ];
    const now: readonly Asked[] = [{ kind: "schema", name: "s" }, ...inSchema("now")];
    const future = inSchema("later");

    const sql = (text: string) => withSession(database.settings, (session) => session.query(text));
    const held = (role: string, objects: readonly Asked[]) =>
      withSession(database.settings, (session) => heldPrivileges(session, major, role, objects));
    const create = (name: string) =>
      sql(
        `SET ROLE ${owner};
         CREATE TABLE s.t_${name} (id int);
         CREATE VIEW s.v_${name} AS SELECT 1 AS id;
         CREATE MATERIALIZED VIEW s.m_${name} AS SELECT 1 AS id;
         CREATE FOREIGN TABLE s.f_${name} (id int) SERVER far;
         CREATE SEQUENCE s.q_${name};
         CREATE FUNCTION s.r_${name}(integer) RETURNS int LANGUAGE sql AS 'SELECT 1';
         CREATE FUNCTION s.d_${name}(integer) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
         CREATE TYPE s.e_${name} AS ENUM ('a')`,
      );

    before(async () => {
      database = await freshDatabase(await serverFor(major), "profile");
      const { database: _, ...rest } = database.settings;
      server = rest;
      await sql(
        `CREATE ROLE ${owner}; CREATE ROLE ${app}; CREATE ROLE ${reports}; CREATE ROLE ${stranger};
         CREATE SCHEMA s AUTHORIZATION ${owner};
         CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w; GRANT USAGE ON FOREIGN SERVER far TO ${owner}`,
      );
      await create("now");
    });
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) =>
        session.query(`DROP ROLE ${owner}, ${app}, ${reports}, ${stranger}`),
      );
    });

    const access = (changes: Properties = {}): Properties => ({
      database: database.name,
      owner,
      modes: { cluster: "additive", foreignServers: "additive" },
      profiles: { own: profile },
      schemas: { s: { roles: { [app]: { profiles: ["own"] } } } },
      grants: [
        { to: [reports], profiles: ["own"], on: ["tables", "types"].map((kind) => ({ kind, schema: "s" })) },
      ],
      ...changes,
    });
    const reported = { tables: profile.tables, types: profile.types };

    test("one of one's own gives on every kind of object what it says, now and in future, and a second plan is empty", async () => {
      const resource = new Driver(accessResource, server);
      await resource.up(access());
      assert.deepEqual(await held(app, now), meantPrivileges(now, profile));
      assert.deepEqual(await held(reports, now), meantPrivileges(now, reported));
      assert.deepEqual(await held(stranger, now), meantPrivileges(now, {}));
      assert.deepEqual(await resource.preview(access()), []);

      await create("later");
      // In advance PostgreSQL knows one kind of relation, whatever becomes of it.
      const { tables } = profile;
      const inAdvance = { ...profile, views: tables, materializedViews: tables, foreignTables: tables };
      assert.deepEqual(await held(app, future), meantPrivileges(future, inAdvance));
      assert.deepEqual(await held(stranger, future), meantPrivileges(future, {}));
      assert.notDeepEqual(await resource.preview(access()), []);
      await resource.up(access());
      assert.deepEqual(await held(app, future), meantPrivileges(future, profile));
      assert.deepEqual(await held(reports, future), meantPrivileges(future, reported));
      assert.deepEqual(await resource.preview(access()), []);
      await resource.delete();
      assert.deepEqual(await held(app, [...now, ...future]), meantPrivileges([...now, ...future], {}));
    });

    const failures = async (changes: Properties) =>
      (await new Driver(accessResource, server).check(access(changes))).failures.map(
        ({ path, reason }) => `${path}: ${reason}`,
      );

    for (const [name, gives] of Object.entries(BUILT_IN))
      test(`the built-in ${name} gives what the guide says, now and in future`, async () => {
        const resource = new Driver(accessResource, server);
        const declared = access({ schemas: { s: { roles: { [app]: { profiles: [name] } } } }, grants: [] });
        await resource.up(declared);
        assert.deepEqual(await held(app, now), meantPrivileges(now, gives));
        assert.deepEqual(await resource.preview(declared), []);
        const fresh = `fresh_${name}`;
        // A removal has taken from the owner what it was granted.
        await sql(`GRANT USAGE ON FOREIGN SERVER far TO ${owner}`);
        await create(fresh);
        await resource.up(declared);
        assert.deepEqual(await held(app, inSchema(fresh)), meantPrivileges(inSchema(fresh), gives));
        assert.deepEqual(
          await held(stranger, [...now, ...inSchema(fresh)]),
          meantPrivileges([...now, ...inSchema(fresh)], {}),
        );
        await resource.delete();
      });

    test("one of one's own is refused where it names a privilege that the kind does not have", async () => {
      assert.deepEqual(
        await failures({
          profiles: { own: { tables: ["SELECT"], sequences: ["INSERT"], types: ["USAGE", "EXECUTE"] } },
        }),
        [
          'profiles.own.sequences[0]: "INSERT" is not a privilege on sequences: use USAGE, SELECT, UPDATE',
          'profiles.own.types[1]: "EXECUTE" is not a privilege on types: use USAGE',
        ],
      );
    });

    if (major < 17)
      test("one of one's own is refused where it names a privilege that this version does not have, before anything is touched", async () => {
        const found = await failures({
          profiles: { own: { tables: ["SELECT", "MAINTAIN"], types: ["USAGE"] } },
        });
        const reason = `MAINTAIN came with PostgreSQL 17 and the server is ${major}: leave it out`;
        assert.deepEqual(found, [
          `schemas.s.roles.${app}.tables: ${reason}`,
          `grants[0].profiles: ${reason}`,
        ]);
      });
  });
}
