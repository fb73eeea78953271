import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { openScene, type TenancyScene } from "../testing/scene";
import { Guarded } from "./testing/guarded";

/** What one session does while another one's snapshot is older, and what that one then does to bring a table in. */
const RACES: readonly (readonly [string, readonly string[], string])[] = [
  [
    "a column that was renamed, SET SCHEMA",
    ["ALTER TABLE attic.moving RENAME COLUMN org TO tenant_id"],
    "ALTER TABLE attic.moving SET SCHEMA app",
  ],
  [
    "a column that was added, SET SCHEMA",
    ["ALTER TABLE attic.moving ADD COLUMN tenant_id uuid"],
    "ALTER TABLE attic.moving SET SCHEMA app",
  ],
  [
    "a table that was moved, RENAME COLUMN",
    ["ALTER TABLE attic.moving SET SCHEMA app"],
    "ALTER TABLE app.moving RENAME COLUMN org TO tenant_id",
  ],
  [
    "a table that was made, RENAME COLUMN",
    ["CREATE TABLE app.made (org uuid)"],
    "ALTER TABLE app.made RENAME COLUMN org TO tenant_id",
  ],
  [
    "a policy that opens, SET SCHEMA",
    ["CREATE POLICY mine ON attic.naked USING (true)"],
    "ALTER TABLE attic.naked SET SCHEMA app",
  ],
  [
    "a parent that came in, INHERITS",
    ["ALTER TABLE attic.naked SET SCHEMA app"],
    "CREATE TABLE attic.child () INHERITS (app.naked)",
  ],
  [
    "a table that was made, ALTER SCHEMA … RENAME",
    ["CREATE TABLE away.made (tenant_id uuid)"],
    "ALTER SCHEMA away RENAME TO later",
  ],
  [
    "a typed table that was made, ALTER TYPE",
    ["CREATE TABLE app.made OF attic.kind"],
    "ALTER TYPE attic.kind ADD ATTRIBUTE tenant_id uuid CASCADE",
  ],
];

/** What has nothing to do with what others did. */
const OWN: readonly (readonly [string, readonly string[]])[] = [
  ["a new table", ["CREATE TABLE app.fresh (tenant_id uuid NOT NULL)"]],
  [
    "a new table that is changed",
    ["CREATE TABLE app.fresh (tenant_id uuid)", "ALTER TABLE app.fresh ADD note text"],
  ],
  ["a partition", ["CREATE TABLE app.part PARTITION OF app.events DEFAULT"]],
  ["a column of a tenant table", ["ALTER TABLE app.orders ADD COLUMN note text"]],
  ["a column of a table that is nobody's", ["ALTER TABLE app.currencies ADD COLUMN note text"]],
  ["a table elsewhere", ["ALTER TABLE attic.naked ADD COLUMN note text"]],
];

for (const major of MAJORS) {
  describe(`the guard and older snapshots on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    let owner: Guarded;
    let other: Guarded;

    before(async () => {
      scene = await openScene(major);
      owner = await Guarded.login(scene, scene.roles.owner);
      other = await Guarded.login(scene, scene.roles.owner);
    });
    after(async () => {
      await owner.end();
      await other.end();
      await scene.close();
    });

    const declare = (mode: string) =>
      scene.apply(
        scene.intent({
          guard: mode,
          schemas: ["app", "later"],
          except: [{ schema: "app", name: "totals", reason: "the owner's" }],
        }),
      );
    /** Statements of one session with a snapshot that is older than what the other one does. */
    const raced = async (isolation: string, meanwhile: readonly string[], sql: string) => {
      for (const schema of ["attic", "away"])
        await scene.admin((session) =>
          session.query(`CREATE SCHEMA ${schema} AUTHORIZATION "${scene.roles.owner}"`),
        );
      await other.run(
        "CREATE TABLE attic.moving (org uuid)",
        "CREATE TABLE attic.naked (tenant_id uuid)",
        "CREATE TYPE attic.kind AS (id int)",
      );
      try {
        await owner.run(`BEGIN ISOLATION LEVEL ${isolation}`, "SELECT count(*) FROM pg_catalog.pg_class");
        await other.run(...meanwhile);
        return await owner.rows(sql).then(
          () => "let in",
          (error: Error & { code?: string }) => error.code,
        );
      } finally {
        await owner.run("ROLLBACK");
        await scene.admin((session) =>
          session.query(
            "DROP SCHEMA attic, away CASCADE; DROP TABLE IF EXISTS app.moving, app.made, app.naked CASCADE",
          ),
        );
      }
    };

    test("what others did since is brought in by nobody who cannot see it", async () => {
      await declare("refuse");
      for (const isolation of ["REPEATABLE READ", "SERIALIZABLE"])
        for (const [title, meanwhile, sql] of RACES.filter(([, [first = ""]]) => !/naked SET/.test(first)))
          assert.equal(await raced(isolation, meanwhile, sql), "PLG03", `${isolation}: ${title}`);
      await declare("protect");
      for (const [title, meanwhile, sql] of RACES)
        assert.equal(await raced("REPEATABLE READ", meanwhile, sql), "PLG03", title);
    });

    test("what such a transaction makes itself is protected, and the rest is let be", async () => {
      await declare("protect");
      await scene.admin((session) =>
        session.query(`CREATE SCHEMA attic AUTHORIZATION "${scene.roles.owner}"`),
      );
      await other.run("CREATE TABLE attic.naked (tenant_id uuid)");
      for (const [title, statements] of OWN) {
        const { refused, messages, tables } = await owner.outcome(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
          ...statements,
        );
        assert.equal(refused, false, `${title}: ${messages}`);
        for (const table of ["app.fresh", "app.part"])
          assert.match(tables[table] ?? "enabled, forced", /^enabled, forced/, title);
      }
      await scene.admin((session) => session.query("DROP SCHEMA attic CASCADE"));
    });
  });
}
