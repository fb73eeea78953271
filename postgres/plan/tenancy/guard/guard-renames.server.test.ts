import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { openScene, type TenancyScene, TOTALS } from "../testing/scene";
import { Guarded, OPENINGS } from "./testing/guarded";

const NEW_TABLE = "CREATE TABLE away.fresh (tenant_id uuid NOT NULL)";

for (const major of MAJORS) {
  describe(`a declared schema gets another name, on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    let owner: Guarded;

    before(async () => {
      scene = await openScene(major);
      const role = `"${scene.roles.owner}"`;
      await sql(`CREATE SCHEMA attic AUTHORIZATION ${role}`, `CREATE SCHEMA bare AUTHORIZATION ${role}`);
      owner = await Guarded.login(scene, scene.roles.owner);
    });
    after(async () => {
      await owner.end();
      await scene.close();
    });
    afterEach(() => guard("off"));

    const sql = (...statements: readonly string[]) =>
      scene.admin(async (session) => {
        session.takeNotices();
        for (const one of statements) await session.query(one);
        return session.takeNotices().filter(({ severity }) => severity === "WARNING");
      });
    // The schema `later` is declared and not there yet.
    const guard = (mode: string) =>
      scene.apply(scene.intent({ guard: mode, schemas: ["app", "bare", "later"], except: [TOTALS] }));

    test("by anybody but the managing role: refused, or warned of, even where the schema is empty", async () => {
      for (const mode of ["protect", "refuse", "report"]) {
        await guard(mode);
        for (const schema of ["app", "bare"]) {
          const { codes, messages, refused, hint } = await owner.outcome(
            `ALTER SCHEMA ${schema} RENAME TO away`,
            NEW_TABLE,
          );
          assert.deepEqual([codes, refused], [["PLG02"], mode !== "report"], `${mode} ${schema}`);
          assert.match(
            messages.join(),
            new RegExp(`^schema ${schema} is now away, which RowSecurity does not know: new tables`),
          );
          if (refused)
            assert.match(
              hint ?? "",
              /^add the new name to schemas of RowSecurity, update, and then rename it; only postgres/,
            );
        }
      }
    });

    test("and the old one to another schema: that is refused as well", async () => {
      await guard("refuse");
      const { codes } = await owner.outcome("ALTER SCHEMA app RENAME TO away", "CREATE SCHEMA app");
      assert.deepEqual(codes, ["PLG02"]);
    });

    test("in one statement with others, or after the note was forged", async () => {
      await guard("refuse");
      for (const forged of [
        "DO $$ BEGIN ALTER SCHEMA attic RENAME TO attic2; ALTER SCHEMA app RENAME TO away; END $$",
        `DO $$ BEGIN PERFORM set_config(name, '{}', false) FROM (SELECT 'palisade.' || proname AS name
           FROM pg_proc WHERE proname LIKE 'guard\\_%') n; ALTER SCHEMA app RENAME TO away; END $$`,
      ]) {
        const { codes, messages } = await owner.outcome(forged);
        assert.deepEqual(codes, ["PLG02"], messages.join());
      }
    });

    test("other schemas are renamed, and declared ones get another owner, without a word", async () => {
      await guard("protect");
      for (const statement of [
        "ALTER SCHEMA attic RENAME TO away",
        "ALTER SCHEMA attic RENAME TO later",
        `ALTER SCHEMA app OWNER TO "${scene.roles.owner}"`,
      ]) {
        const { messages } = await owner.outcome(statement);
        assert.deepEqual(messages, [], statement);
      }
    });

    test("that was declared beforehand: anybody may, and new tables are guarded under either name", async () => {
      const both = scene.intent({
        guard: "protect",
        schemas: ["app", "away"],
        except: [TOTALS, { ...TOTALS, schema: "away" }],
      });
      await scene.apply(both);
      for (const rename of ["ALTER SCHEMA app RENAME TO away", "ALTER SCHEMA attic RENAME TO away"]) {
        const { messages, tables } = await owner.outcome(rename, NEW_TABLE);
        assert.deepEqual(messages, [], rename);
        assert.equal(tables["away.fresh"], "enabled, forced: palisade_owner, palisade_tenant");
      }
    });

    test("by the managing role: told that the declaration must follow; what was protected stays so", async () => {
      await guard("protect");
      const told = await sql("ALTER SCHEMA app RENAME TO away");
      try {
        assert.deepEqual(
          told.map(({ code }) => code),
          ["PLG02"],
        );
        assert.match(told[0]?.message ?? "", /^schema app is now away/);
        for (const opening of OPENINGS) {
          const { codes, messages } = await owner.outcome(opening("away.orders"));
          assert.deepEqual(codes, ["PLG02"], messages.join());
        }
        // Once the declaration has followed, new tables are guarded there.
        const followed = scene.intent({
          guard: "protect",
          schemas: ["away"],
          except: [{ ...TOTALS, schema: "away" }],
        });
        await scene.apply(followed);
        const { messages } = await owner.outcome(NEW_TABLE);
        assert.deepEqual(messages, []);
        const [row] = await scene.admin(async (session) => {
          await session.query(NEW_TABLE);
          return session.rows("SELECT relrowsecurity FROM pg_class WHERE oid = 'away.fresh'::regclass");
        });
        assert.deepEqual(row, [true]);
        await scene.apply({ ...followed, guard: "off" });
      } finally {
        await sql("DROP TABLE IF EXISTS away.fresh", "ALTER SCHEMA away RENAME TO app");
      }
    });
  });
}
