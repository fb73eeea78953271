import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../test/servers";
import { ONE, openScene, type TenancyScene, TOTALS, TWO } from "./testing/scene";

for (const major of MAJORS) {
  describe(`which tables row security is for, on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    before(async () => {
      scene = await openScene(major);
      await asOwner(
        "CREATE TABLE app.jobs (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id))",
        "CREATE TABLE app.base (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id))",
        "CREATE TABLE app.child (more int) INHERITS (app.base)",
      );
    });
    after(() => scene.close());

    const asOwner = (...statements: string[]) =>
      scene.admin(async (session) => {
        await session.query(`SET ROLE "${scene.roles.owner}"`);
        for (const statement of statements) await session.query(statement);
      });
    const found = async (changes: Readonly<Record<string, unknown>>) => {
      const { desired } = await scene.plan(scene.intent(changes));
      return Object.keys(desired)
        .filter((key) => desired[key]?.startsWith("enabled") === true)
        .map((key) => key.replace("table app.", ""));
    };
    const problems = async (changes: Readonly<Record<string, unknown>>) =>
      (await scene.plan(scene.intent(changes))).problems.map(({ path, reason }) => `${path}: ${reason}`);
    const reports = async (changes: Readonly<Record<string, unknown>> = {}) =>
      (await scene.plan(scene.intent(changes))).reports;
    const reason = "because";

    test("every table that has the column, with partitions and children", async () => {
      assert.deepEqual(await found({}), ["base", "child", "events", "events_2026", "jobs", "orders"]);
    });

    test("those that are named or match a pattern, with partitions and children, now and later", async () => {
      const include = [
        { schema: "app", name: "events" },
        { schema: "app", pattern: "b?s*" },
      ];
      assert.deepEqual(await found({ include }), ["base", "child", "events", "events_2026"]);
      await asOwner(
        "CREATE TABLE app.far_2027 PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') PARTITION BY RANGE (at)",
        "CREATE TABLE app.far_2027_h1 PARTITION OF app.far_2027 FOR VALUES FROM ('2027-01-01') TO ('2027-07-01')",
        "CREATE TABLE app.grandchild () INHERITS (app.child)",
      );
      assert.deepEqual(await found({ include }), [
        "base",
        "child",
        "events",
        "events_2026",
        "far_2027",
        "far_2027_h1",
        "grandchild",
      ]);
      await asOwner("DROP TABLE app.far_2027", "DROP TABLE app.grandchild");
    });

    test("a table that has the column and is not included is reported", async () => {
      const include = [{ schema: "app", name: "events" }];
      assert.match(
        (await reports({ include }))["table app.orders"] ?? "",
        /has tenant_id and is not in include/,
      );
    });

    test("an exception leaves a table alone with its partitions, a partition alone, and says so", async () => {
      const except = [TOTALS, { schema: "app", name: "events", reason }];
      assert.deepEqual(await found({ except }), ["base", "child", "jobs", "orders"]);
      const { desired, live } = await scene.plan(scene.intent({ except }));
      assert.equal(desired["table app.events_2026"], "left alone: because");
      assert.equal(live["table app.events_2026"], "left alone: because");
      const partition = [TOTALS, { schema: "app", name: "events_2026", reason }];
      assert.deepEqual(await found({ except: partition }), ["base", "child", "events", "jobs", "orders"]);
    });

    test("a name that is not there is refused with near ones; an exception that means nothing is reported", async () => {
      assert.deepEqual(await problems({ include: [{ schema: "app", name: "order" }] }), [
        'include[0].name: there is no table "order" in app; did you mean "orders"?',
      ]);
      assert.deepEqual(await problems({ shared: [{ schema: "app", name: "curencies", reason }] }), [
        'shared[0].name: there is no table "curencies" in app; did you mean "currencies"?',
      ]);
      const except = [TOTALS, { schema: "app", name: "nothing", reason }];
      assert.deepEqual(await problems({ except }), []);
      assert.match(
        (await reports({ except }))["table app.nothing"] ?? "",
        /except\[1\] leaves alone what is not there/,
      );
      const pattern = [{ schema: "app", pattern: "zz*" }];
      assert.match(
        (await reports({ include: pattern }))['table app."zz*"'] ?? "",
        /include\[0\] means no table, as yet/,
      );
    });

    test("before the first migration nothing is there, and that is no mistake", async () => {
      await asOwner("CREATE SCHEMA fresh");
      const changes = { schemas: ["fresh"], include: [{ schema: "fresh", name: "orders" }] };
      assert.deepEqual(await problems(changes), []);
      assert.match((await reports(changes))["table fresh.orders"] ?? "", /means no table, as yet/);
    });

    test("a listed table without the column is refused with near columns", async () => {
      await asOwner("CREATE TABLE app.typo (tenantid uuid)");
      assert.deepEqual(await problems({ include: [{ schema: "app", name: "typo" }] }), [
        'include[0].name: table app.typo has no column "tenant_id"; did you mean the column "tenantid"?',
      ]);
      await asOwner("DROP TABLE app.typo");
    });

    test("a table without the column is reported, one with policies of somebody's own and a partition are not", async () => {
      const seen = await reports();
      assert.match(
        seen["table app.currencies"] ?? "",
        /has no tenant_id: whoever is granted it sees all of it/,
      );
      await asOwner("ALTER TABLE app.currencies ENABLE ROW LEVEL SECURITY");
      assert.equal((await reports())["table app.currencies"], undefined);
      await asOwner("ALTER TABLE app.currencies DISABLE ROW LEVEL SECURITY");
    });

    test("materialized views and foreign tables with the column are refused, until they are excepted with a reason", async () => {
      await scene.admin(async (session) => {
        await session.query("CREATE FOREIGN DATA WRAPPER nowhere");
        await session.query("CREATE SERVER far FOREIGN DATA WRAPPER nowhere");
        await session.query("CREATE FOREIGN TABLE app.remote (tenant_id uuid) SERVER far");
        await session.query("CREATE FOREIGN TABLE app.weather (degrees int) SERVER far");
      });
      const found = await problems({ except: [] });
      assert.equal(found.length, 2);
      assert.match(
        found.join("\n"),
        /except: materialized view app\.totals holds tenant_id, .*cannot have row security/,
      );
      assert.match(
        found.join("\n"),
        /except: foreign table app\.remote holds tenant_id, .*grant it to no tenant role/,
      );
      assert.deepEqual(await problems({ except: [TOTALS, { schema: "app", pattern: "re*", reason }] }), []);
      assert.match(
        (
          await problems({
            except: [TOTALS, { schema: "app", pattern: "re*", reason }],
            shared: [{ schema: "app", name: "weather", reason }],
          })
        )[0] ?? "",
        /shared\[0\]: foreign table app\.weather is selected/,
      );
      await scene.admin((session) => session.query("DROP FOREIGN DATA WRAPPER nowhere CASCADE"));
    });

    test("a part of an extension is no exception where it holds tenants' rows, and else left to the extension", async () => {
      const { app } = scene.roles;
      const part = [
        ["TABLE", "hidden", "CREATE TABLE app.hidden (tenant_id uuid NOT NULL PRIMARY KEY)"],
        ["TABLE", "notes", "CREATE TABLE app.notes (id int)"],
        [
          "MATERIALIZED VIEW",
          "copied",
          "CREATE MATERIALIZED VIEW app.copied AS SELECT tenant_id FROM app.orders",
        ],
        ["VIEW", "seen", "CREATE VIEW app.seen AS SELECT id FROM app.orders"],
        ["FOREIGN TABLE", "far", "CREATE FOREIGN TABLE app.far (tenant_id uuid) SERVER parts"],
      ] as const;
      await scene.admin(async (session) => {
        for (const sql of [
          "CREATE FOREIGN DATA WRAPPER parts",
          "CREATE SERVER parts FOREIGN DATA WRAPPER parts",
          `CREATE EXTENSION hstore SCHEMA public`,
          ...part.flatMap(([kind, name, create]) => [
            create,
            `ALTER TABLE app.${name} OWNER TO "${scene.roles.owner}"`,
            `ALTER EXTENSION hstore ADD ${kind} app.${name}`,
          ]),
          `GRANT SELECT ON app.seen TO "${app}"`,
        ])
          await session.query(sql);
      });
      try {
        const refused = (await problems({})).join("\n");
        assert.match(refused, /except: materialized view app\.copied holds tenant_id/);
        assert.match(refused, /except: foreign table app\.far holds tenant_id/);
        if (major < 15) assert.match(refused, /may SELECT on view app\.seen/);
        const { changes, reports: said } = await scene.plan(scene.intent());
        const lines = changes.map(({ object, text }) => `${object}: ${text}`);
        assert.ok(lines.includes("table app.hidden: gains ENABLE ROW LEVEL SECURITY"), lines.join("\n"));
        assert.equal(lines.includes("view app.seen: gains security_invoker"), major >= 15, lines.join("\n"));
        assert.equal(said["table app.notes"], undefined);
      } finally {
        await scene.admin((session) =>
          session.query("DROP EXTENSION hstore CASCADE; DROP FOREIGN DATA WRAPPER parts CASCADE"),
        );
      }
    });

    test("what is shared can be read by every tenant and written by none, whatever is granted", async () => {
      const wanted = scene.intent({
        shared: [{ schema: "app", name: "currencies", reason: "readable by every tenant" }],
      });
      await asOwner("INSERT INTO app.currencies VALUES ('EUR')");
      await scene.apply(wanted);
      assert.deepEqual(await scene.lines(wanted), []);
      const { app, owner } = scene.roles;
      for (const settings of [{}, { "app.tenant_id": ONE }, { "app.tenant_id": TWO }])
        assert.deepEqual(await scene.as(app, settings, "SELECT code FROM app.currencies"), [["EUR"]]);
      await assert.rejects(scene.as(app, {}, "INSERT INTO app.currencies VALUES ('XTS')"), { code: "42501" });
      for (const sql of [
        "UPDATE app.currencies SET code = 'XTS' RETURNING 1",
        "DELETE FROM app.currencies RETURNING 1",
        "SELECT FROM app.currencies FOR UPDATE",
      ])
        assert.deepEqual(await scene.as(app, {}, sql), [], sql);
      assert.deepEqual(await scene.as(owner, {}, "UPDATE app.currencies SET code = 'CHF' RETURNING 1"), [
        [1],
      ]);
    });

    test("a table of two keys with one of the columns is bound by it, and that is reported", async () => {
      await asOwner(
        "CREATE SCHEMA two",
        "CREATE TABLE two.organisations (org bigint NOT NULL PRIMARY KEY)",
        "CREATE TABLE two.docs (org bigint NOT NULL, shop bigint NOT NULL, PRIMARY KEY (org, shop))",
      );
      const keys = [
        { column: "org", columnType: "bigint", setting: "app.org" },
        { column: "shop", columnType: "bigint" },
      ];
      const {
        desired,
        reports: said,
        problems: wrong,
      } = await scene.plan(scene.intent({ schemas: ["two"], keys }));
      assert.deepEqual(wrong, []);
      assert.match(
        desired["table two.organisations"] ?? "",
        /palisade_tenant to .* using \(\(org = .*app\.org/,
      );
      assert.match(said["table two.organisations"] ?? "", /has no shop: its rows are bound by org alone/);
      assert.match(desired["table two.docs"] ?? "", /app\.org.*AND.*app\.shop/);
      assert.deepEqual(
        (await scene.plan(scene.intent({ schemas: ["two"], keys: [keys[0], { column: "shop" }] }))).problems,
        [
          {
            path: "keys[1].columnType",
            reason: "table two.docs has shop of type bigint, and uuid is declared: change one of them",
          },
        ],
      );
    });
  });
}
