import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { converge } from "../../../apply/converge";
import { readDatabaseModel } from "../../../catalog/read-model";
import { withSession } from "../../../connect/session";
import type { RowSecurityIntent } from "../intent";
import { parseRowSecurity } from "../parse";
import { planRowSecurity } from "../plan-row-security";
import { ONE, openScene, type TenancyScene, TOTALS, TWO } from "../testing/scene";
import { guardNames } from "./names";
import { planGuardRemoval } from "./plan-guard";
import { Guarded } from "./testing/guarded";

const PROTECTED = "enabled, forced: palisade_owner, palisade_tenant";
const LEFT = `SELECT evtname FROM pg_catalog.pg_event_trigger
  UNION ALL SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = 'palisade_guard'`;

for (const major of MAJORS) {
  describe(`the life of a guard on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    let owner: Guarded;

    before(async () => {
      scene = await openScene(major);
      await scene.admin((session) =>
        session.query(`CREATE SCHEMA other AUTHORIZATION "${scene.roles.owner}"`),
      );
      owner = await Guarded.login(scene, scene.roles.owner);
    });
    after(async () => {
      await owner.end();
      await scene.close();
    });

    const sql = (...texts: string[]) =>
      scene.admin(async (session) => {
        for (const text of texts) await session.query(text);
      });
    const left = async () => (await scene.admin((session) => session.rows(LEFT))).flat().sort();
    const those = (...intents: RowSecurityIntent[]) =>
      intents.flatMap((one) => [guardNames(one).end, guardNames(one).drop, guardNames(one).start]);
    const protects = async (schema: string) => {
      const [[on] = []] = await owner.tried(
        `CREATE TABLE ${schema}.fresh (tenant_id uuid NOT NULL)`,
        `SELECT relrowsecurity AND relforcerowsecurity FROM pg_catalog.pg_class WHERE oid = '${schema}.fresh'::regclass`,
      );
      return on;
    };
    const remove = (intent: RowSecurityIntent) =>
      converge(scene.database.settings, async (session) => {
        const model = await readDatabaseModel(session, { columns: true, schemas: intent.schemas });
        return { ...planGuardRemoval(intent, model), summary: [], model };
      });

    test("is there by default, and whatever becomes of it is seen and repaired", async () => {
      const intent = scene.intent({ guard: undefined });
      await scene.apply(intent);
      const { function: name, end, drop, start } = guardNames(intent);
      const call = `palisade_guard.${name}()`;
      const drifts: readonly (readonly [string, readonly string[], RegExp])[] = [
        ["disabled", [`ALTER EVENT TRIGGER ${end} DISABLE`], /is enabled \(was disabled\)/],
        ["not in replicas", [`ALTER EVENT TRIGGER ${drop} ENABLE`], /is enabled \(was origin\)/],
        ["dropped", [`DROP EVENT TRIGGER ${end}`], /is created/],
        ["without an eye on renames", [`DROP EVENT TRIGGER ${start}`], /_start: is created/],
        [
          "dropped with everything",
          ["DROP SCHEMA palisade_guard CASCADE"],
          /schema palisade_guard: is created/,
        ],
        [
          "for fewer commands",
          [
            `DROP EVENT TRIGGER ${end}`,
            `CREATE EVENT TRIGGER ${end} ON ddl_command_end WHEN TAG IN ('CREATE POLICY') EXECUTE FUNCTION ${call}`,
          ],
          /is made anew/,
        ],
        [
          "emptied",
          [`CREATE OR REPLACE FUNCTION ${call} RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`],
          /is set right/,
        ],
        ["without its search_path", [`ALTER FUNCTION ${call} RESET ALL`], /is set right/],
        ["with its owner's rights", [`ALTER FUNCTION ${call} SECURITY DEFINER`], /is set right/],
        [
          "another function",
          [`DROP FUNCTION ${call} CASCADE`, `CREATE FUNCTION ${call} RETURNS int LANGUAGE sql AS 'SELECT 1'`],
          /is set right/,
        ],
        ["open", ["GRANT ALL ON SCHEMA palisade_guard TO PUBLIC"], /is closed to PUBLIC/],
        [
          "somebody else's",
          [`ALTER FUNCTION ${call} OWNER TO "${scene.roles.stranger}"`],
          /goes to .* \(was .*_stranger's\)/,
        ],
      ];
      for (const [title, statements, line] of drifts) {
        await sql(...statements);
        const lines = await scene.lines(intent);
        assert.ok(
          lines.some((one) => line.test(one)),
          `${title}: ${lines}`,
        );
        const { desired, live } = await scene.plan(intent);
        if (!/open|somebody|search_path|rights|emptied|another/.test(title))
          assert.notEqual(live[`event trigger ${end}`], desired[`event trigger ${end}`], title);
        await scene.apply(intent);
        assert.deepEqual(await scene.lines(intent), [], title);
        const { tables } = await owner.outcome("CREATE TABLE app.fresh (tenant_id uuid NOT NULL)");
        assert.equal(tables["app.fresh"], PROTECTED, title);
      }
    });

    test("leaves nothing for the next update to protect, and binds the application at once", async () => {
      const intent = scene.intent({ guard: undefined });
      await scene.apply(intent);
      await owner.run(
        "CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id))",
        `INSERT INTO app.fresh VALUES ('${ONE}', 1), ('${TWO}', 2)`,
        `GRANT SELECT, INSERT ON app.fresh TO "${scene.roles.app}"`,
      );
      try {
        assert.deepEqual(await scene.lines(intent), []);
        const rows = await scene.as(scene.roles.app, { "app.tenant_id": ONE }, "SELECT id FROM app.fresh");
        assert.deepEqual(rows, [[1]]);
        await assert.rejects(
          scene.as(scene.roles.app, { "app.tenant_id": ONE }, `INSERT INTO app.fresh VALUES ('${TWO}', 3)`),
          { code: "42501" },
        );
      } finally {
        await sql("DROP TABLE app.fresh");
      }
    });

    test("gives a new table exactly what the next update would, for every form and many keys", async () => {
      const key = randomBytes(32).toString("base64");
      const declarations: readonly Record<string, unknown>[] = [
        { form: "strict" },
        { form: "signed", signingKeys: { one: key } },
        { form: "role", roleTenants: { [scene.roles.app]: [ONE] } },
        { force: false },
        { support: [{ role: scene.roles.stranger, reason: "helps", command: "ALL" }] },
        { support: [{ role: scene.roles.stranger, reason: "looks", command: "SELECT" }] },
        {
          keys: [
            { column: "tenant_id", columnType: "uuid" },
            { column: "order by", columnType: "bigint", setting: "app.second" },
          ],
        },
      ];
      for (const changes of declarations) {
        const parsed = parseRowSecurity({
          database: scene.database.name,
          schemas: ["app"],
          tenantRoles: [scene.roles.app, scene.roles.readonly],
          owner: scene.roles.owner,
          except: [TOTALS],
          ...changes,
        });
        const title = Object.keys(changes).join();
        assert.deepEqual(parsed.problems, [], title);
        const intent = parsed.intent as RowSecurityIntent;
        await scene.apply(intent);
        await owner.run(
          "CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id))",
          `CREATE TABLE app.both (tenant_id uuid NOT NULL, "order by" bigint NOT NULL, PRIMARY KEY (tenant_id, "order by"))`,
          `CREATE TABLE app.second ("order by" bigint NOT NULL PRIMARY KEY)`,
        );
        const gained = (await scene.lines(intent)).filter((line) => /fresh|both|second/.test(line));
        await sql("DROP TABLE app.fresh, app.both, app.second");
        assert.deepEqual(gained, [], title);
      }
    });

    test("is off while an update protects what it would protect otherwise, and on afterwards", async () => {
      await scene.apply(scene.intent({ guard: "protect" }));
      // What was made past the guard is waiting; the form changes, and with it the schema that the guard watches for.
      await sql(
        `ALTER EVENT TRIGGER ${guardNames(scene.intent()).end} DISABLE`,
        "CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id))",
        `ALTER EVENT TRIGGER ${guardNames(scene.intent()).end} ENABLE ALWAYS`,
      );
      const key = randomBytes(32).toString("base64");
      const signed = scene.intent({ guard: "protect", form: "signed", signingKeys: { one: key } });
      await scene.apply(signed);
      assert.deepEqual(await scene.lines(signed), []);
      await sql("DROP TABLE app.fresh");
      const states = await scene.admin((session) =>
        session.rows("SELECT evtenabled::text FROM pg_catalog.pg_event_trigger"),
      );
      assert.deepEqual(states, [["A"], ["A"], ["A"]]);
      await scene.apply(scene.intent({ guard: "protect" }));
    });

    test("closes a table that shall have policies of its own until the next update makes them", async () => {
      const reason = "read by everyone";
      const intent = scene.intent({
        guard: "protect",
        shared: [{ schema: "app", pattern: "list_*", reason }],
        except: [TOTALS],
      });
      await scene.apply(intent);
      await owner.run(
        "CREATE TABLE app.list_a (tenant_id uuid NOT NULL, id int)",
        `GRANT SELECT ON app.list_a TO "${scene.roles.app}"`,
        `INSERT INTO app.list_a VALUES ('${ONE}', 1)`,
      );
      const read = () => scene.as(scene.roles.app, { "app.tenant_id": ONE }, "SELECT id FROM app.list_a");
      assert.deepEqual(await read(), []);
      await scene.apply(intent);
      assert.deepEqual(await read(), [[1]]);
      await sql("DROP TABLE app.list_a");
    });

    test("another declaration has a guard of its own, and each goes with its own", async () => {
      const [first, second] = [
        scene.intent({ guard: undefined }),
        scene.intent({ guard: "protect", schemas: ["other"] }, "other"),
      ];
      await scene.apply(first);
      await scene.apply(second);
      assert.deepEqual([await scene.lines(first), await scene.lines(second)], [[], []]);
      const { tables } = await owner.outcome(
        "CREATE TABLE app.fresh (tenant_id uuid NOT NULL)",
        "CREATE TABLE other.fresh (tenant_id uuid NOT NULL)",
      );
      assert.equal(tables["app.fresh"], PROTECTED);
      const renamed = scene.intent({ guard: "protect", schemas: ["other"], column: "organisation" }, "other");
      await scene.apply(renamed);
      assert.deepEqual(await left(), ["palisade_guard", ...those(first, renamed)].sort());
      await remove(renamed);
      assert.deepEqual(await left(), ["palisade_guard", ...those(first)].sort());
      await remove(first);
      assert.deepEqual(await left(), []);
    });

    test("a declaration that moves to other schemas takes its guard along, and leaves that of another alone", async () => {
      const before = scene.intent({ guard: "protect" }, "moving");
      const beside = scene.intent({ guard: "protect", column: "organisation" }, "beside");
      const after = scene.intent({ guard: "protect", schemas: ["other"] }, "moving");
      await scene.apply(before);
      await scene.apply(beside);
      const lines = await scene.lines(after);
      assert.ok(
        lines.some((line) => /^function palisade_guard\.guard_\w+\(\): is set right$/.test(line)),
        `${lines}`,
      );
      await scene.apply(after);
      assert.deepEqual([await scene.lines(after), await scene.lines(beside)], [[], []]);
      assert.deepEqual(await left(), ["palisade_guard", ...those(after, beside)].sort());
      const { tables } = await owner.outcome(
        "CREATE TABLE app.fresh (tenant_id uuid NOT NULL)",
        "CREATE TABLE other.fresh (tenant_id uuid NOT NULL)",
        "CREATE TABLE app.later (organisation uuid NOT NULL)",
      );
      assert.match(tables["app.fresh"] ?? "", /^disabled/);
      assert.equal(tables["app.later"], PROTECTED);
      assert.equal(await protects("other"), true);
      await remove(after);
      assert.deepEqual(await left(), ["palisade_guard", ...those(beside)].sort());
      await remove(beside);
      assert.deepEqual(await left(), []);
    });

    test("never is a schema that stays declared out of sight, from one declaration to its successor", async () => {
      const former = scene.intent({ guard: "protect" }, "name.former");
      const successor = scene.intent(
        { guard: "protect", schemas: ["app", "other"], except: [TOTALS] },
        "name.successor",
      );
      await scene.apply(former);
      await scene.apply(successor);
      // What the engine does with a resource that is replaced: first the new one, then the end of the old one.
      await remove(former);
      assert.deepEqual([await protects("app"), await protects("other")], [true, true]);
      assert.deepEqual(await scene.lines(successor), []);
      await remove(successor);
      assert.deepEqual(await left(), []);
    });

    test("a guard over the same tables by another declaration is told of, with how to drop what was forgotten", async () => {
      const [forgotten, mine] = [
        scene.intent({ guard: "protect" }, "forgotten"),
        scene.intent({ guard: "protect", schemas: ["app", "other"], except: [TOTALS] }, "mine"),
      ];
      await scene.apply(forgotten);
      await scene.apply(mine);
      const about = `function palisade_guard.${guardNames(forgotten).function}()`;
      const { reports, changes } = await scene.plan(mine);
      assert.deepEqual(changes, []);
      const [, statements = ""] =
        /another RowSecurity over tables with tenant_id in app: .* drop what it left: (.*)$/.exec(
          reports[about] ?? "",
        ) ?? [];
      await sql(statements);
      assert.deepEqual(await left(), ["palisade_guard", ...those(mine)].sort());
      assert.equal((await scene.plan(mine)).reports[about], undefined);
      await remove(mine);
    });

    test("where the managing role may not, what was asked for is refused and the default is told", async () => {
      const settings = {
        ...scene.database.settings,
        user: scene.roles.owner,
        password: "of a role of a test",
      };
      const planned = (intent: RowSecurityIntent) =>
        withSession(settings, async (session) =>
          planRowSecurity(intent, await readDatabaseModel(session, { columns: true, schemas: ["app"] })),
        );
      const asked = await planned(scene.intent({ guard: "refuse" }));
      assert.deepEqual(
        asked.problems.map(({ path }) => path),
        ["guard"],
      );
      assert.match(asked.problems[0]?.reason ?? "", /superuser .*rds_superuser.*write "off".*palisade audit/);
      const byDefault = await planned(scene.intent({ guard: undefined }));
      assert.deepEqual(byDefault.problems, []);
      assert.match(
        byDefault.reports[`database ${scene.database.name}`] ?? "",
        /no guard protects new tables before the next update.*palisade audit.*guard: "off"/,
      );
      assert.deepEqual(
        (await planned(scene.intent({ guard: "off" }))).reports[`database ${scene.database.name}`],
        undefined,
      );
    });
  });
}
