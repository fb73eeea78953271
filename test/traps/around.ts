import assert from "node:assert/strict";
import { assertSome } from "./one-of";
import { ONE, TWO } from "./scene";
import type { Trap } from "./trap";

const ALL = "SELECT id FROM app.orders";

/** Traps around the policies: owners, views, partitions, keys, privileges. */
export const AROUND_TRAPS: readonly Trap[] = [
  {
    id: "T5",
    title: "An owner is bound only with FORCE, and members of the owner count as the owner",
    fate: "detected",
    how: "FORCE is set. A GRANT that lets a tenant role become the owner is the administrator's to make: the next preview refuses the role, with the path of memberships and the REVOKE.",
    async prove(scene) {
      const { owner, app } = scene.roles;
      await scene.protect();
      await scene.run(`GRANT ${owner} TO ${app}`);
      assert.deepEqual(await scene.idsOf(ONE, ALL), [1, 2]);
      assertSome(await scene.problems(), new RegExp(`${app}.*${owner}`));
    },
  },
  {
    id: "T6",
    title: "A superuser, or a role with BYPASSRLS, is bound by nothing, and SET ROLE leads there",
    fate: "detected",
    how: "Either attribute, or a membership that leads to one, is the administrator's to give: the next preview refuses the tenant role that has it.",
    async prove(scene) {
      const { app, other } = scene.roles;
      await scene.protect();
      await scene.run(`ALTER ROLE ${other} BYPASSRLS`, `GRANT ${other} TO ${app}`);
      await scene.run(`GRANT USAGE ON SCHEMA app TO ${other}`, `GRANT SELECT ON app.orders TO ${other}`);
      assert.deepEqual(await scene.idsOf(ONE, `SET LOCAL ROLE ${other}`, ALL), [1, 2]);
      assertSome(await scene.problems(), /BYPASSRLS/);
      await scene.run(`REVOKE ${other} FROM ${app}`);
      assert.deepEqual(await scene.problems(), []);
      await scene.run(`ALTER ROLE ${app} BYPASSRLS`);
      assertSome(await scene.problems(), /BYPASSRLS/);
    },
  },
  {
    id: "T8",
    title: "A view reads with its owner's rights",
    fate: "detected",
    how: "A view that was made over a tenant table gets `security_invoker` at the next update, and the preview has its line. Before PostgreSQL 15, which has no such thing, a view that a tenant role may read is refused.",
    async prove(scene) {
      const { owner, app } = scene.roles;
      await scene.protect();
      await scene.run(
        "CREATE VIEW app.all_orders AS SELECT * FROM app.orders",
        `ALTER VIEW app.all_orders OWNER TO ${owner}`,
        `GRANT SELECT ON app.all_orders TO ${app}`,
      );
      const read = "SELECT id FROM app.all_orders";
      assert.deepEqual(await scene.idsOf(ONE, read), [1, 2]);
      if (scene.major >= 15) {
        await scene.protect();
        assert.deepEqual(await scene.idsOf(ONE, read), [1]);
      } else assertSome(await scene.problems(), /view app\.all_orders/);
    },
  },
  {
    id: "T9",
    title: "A materialized view holds the rows of all tenants and cannot have row security",
    fate: "detected",
    how: "One with the tenant column is refused, by the guard at once and by the update, until it is excepted with a reason. One that reads a tenant table, with the column or without, is refused by the next preview as long as a tenant role may read it.",
    async prove(scene) {
      const except = [{ schema: "app", name: "sums", reason: "read by the owner's reports only" }];
      const sums =
        "CREATE MATERIALIZED VIEW app.sums AS SELECT tenant_id, count(*) AS id FROM app.orders GROUP BY 1";
      await scene.protect();
      assert.match(await scene.refusal(scene.roles.owner, sums), /^PLG03 .*materialized view cannot/);
      await scene.protect({ guard: "off" });
      await scene.run(sums);
      assertSome(await scene.problems(), /^except: materialized view app\.sums/);
      assert.deepEqual(await scene.problems({ except }), []);
      await scene.run(`GRANT SELECT ON app.sums TO ${scene.roles.app}`);
      assert.equal((await scene.idsOf(ONE, "SELECT id FROM app.sums")).length, 2);
      assertSome(
        await scene.problems({ except }),
        /may SELECT on materialized view app\.sums, which holds rows of every tenant.*REVOKE SELECT/,
      );
    },
  },
  {
    id: "T10",
    title: "A SECURITY DEFINER function of the tables' owner reads every row",
    fate: "detected",
    how: "Those that a tenant role may execute are listed by the preview, with the REVOKE.",
    async prove(scene) {
      const { owner, app } = scene.roles;
      await scene.protect();
      await scene.run(
        "CREATE FUNCTION app.every_id() RETURNS SETOF bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT id FROM app.orders'",
        `ALTER FUNCTION app.every_id() OWNER TO ${owner}`,
        `GRANT EXECUTE ON FUNCTION app.every_id() TO ${app}`,
      );
      assert.deepEqual(await scene.idsOf(ONE, "SELECT every_id AS id FROM app.every_id()"), [1, 2]);
      assertSome(
        await scene.reports(),
        new RegExp(`function app\\.every_id.*REVOKE EXECUTE .* FROM "${app}"`),
      );
    },
  },
  {
    id: "T11",
    title: "A partition that is named directly obeys its own policies, not its parent's",
    fate: "impossible",
    how: "Every partition has row security of its own, those of tomorrow by the guard, in whatever schema: named directly it shows one tenant's rows. Privileges on partitions are taken away.",
    async prove(scene) {
      const { app, owner } = scene.roles;
      await scene.run(`GRANT SELECT ON app.events_2026 TO ${app}`);
      const direct = "SELECT id FROM app.events_2026";
      assert.deepEqual(await scene.idsOf(ONE, direct), [1, 2]);
      await scene.protect();
      assert.match(await scene.refusal(app, direct), /^42501 /);
      await scene.run(`GRANT SELECT ON app.events_2026 TO ${app}`);
      assert.deepEqual(await scene.idsOf(ONE, direct), [1]);
      assertSome(await scene.lines(), /table app\.events_2026: .*loses SELECT/);
      await scene.run(
        `SET LOCAL ROLE ${owner}`,
        "CREATE TABLE app.events_2027 PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        `INSERT INTO app.events VALUES ('${ONE}', 3, '2027-06-01'), ('${TWO}', 4, '2027-06-01')`,
        `GRANT SELECT ON app.events_2027 TO ${app}`,
        "RESET ROLE",
      );
      assert.deepEqual(await scene.idsOf(ONE, "SELECT id FROM app.events_2027"), [3]);
      assertSome(await scene.lines(), /table app\.events_2027: .*loses SELECT/);
      await scene.run(
        `CREATE SCHEMA attic AUTHORIZATION ${owner}`,
        `GRANT USAGE ON SCHEMA attic TO ${app}`,
        `SET LOCAL ROLE ${owner}`,
        "CREATE TABLE attic.events_2028 PARTITION OF app.events FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
        `INSERT INTO app.events VALUES ('${ONE}', 5, '2028-06-01'), ('${TWO}', 6, '2028-06-01')`,
        `GRANT SELECT ON attic.events_2028 TO ${app}`,
        "RESET ROLE",
      );
      assert.deepEqual(await scene.idsOf(ONE, "SELECT id FROM attic.events_2028"), [5]);
    },
  },
  {
    id: "T12",
    title:
      "Unique keys and foreign keys look past row security: they tell of foreign rows, and tie them together",
    fate: "detected",
    how: "A key without the tenant column is reported, with the composite key as a statement.",
    async prove(scene) {
      await scene.protect();
      assert.ok((await scene.reports()).every((line) => !/table app\.orders:.*(unique|UNIQUE)/.test(line)));
      await scene.run("ALTER TABLE app.orders ADD CONSTRAINT orders_note_key UNIQUE (note)");
      await assert.rejects(
        scene.idsOf(ONE, `INSERT INTO app.orders VALUES ('${ONE}', 3, 'two')`),
        /orders_note_key/,
      );
      assertSome(await scene.reports(), /table app\.orders: .*orders_note_key.*UNIQUE \(tenant_id, note\)/s);
    },
  },
  {
    id: "T14",
    title: "TRUNCATE, REFERENCES and TRIGGER ask no policy",
    fate: "detected",
    how: "They are revoked from tenant roles and from PUBLIC. A later GRANT is drift, which the next preview shows and the update takes back.",
    async prove(scene) {
      const { app } = scene.roles;
      await scene.run(`GRANT TRUNCATE, REFERENCES, TRIGGER ON app.lines TO ${app}`);
      assert.equal(await scene.refusal(app, "TRUNCATE app.lines"), "");
      await scene.protect();
      assert.match(await scene.refusal(app, "TRUNCATE app.lines"), /^42501 /);
      await scene.run(`GRANT TRUNCATE ON app.lines TO ${app}`);
      assertSome(await scene.lines(), /table app\.lines: .* loses TRUNCATE/);
    },
  },
  {
    id: "T22",
    title: "A function of the attacker's own sees rows before the policy does (CVE-2026-120154)",
    fate: "impossible",
    how: "CREATE and TEMP are revoked, so a tenant role has no place for a function.",
    async prove(scene) {
      const { app } = scene.roles;
      const make =
        "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS 'BEGIN RETURN true; END'";
      assert.equal(await scene.refusal(app, make), "");
      await scene.protect();
      assert.match(await scene.refusal(app, make), /^42501 /);
      assert.match(await scene.refusal(app, make.replace("pg_temp", "app")), /^42501 /);
    },
  },
  {
    id: "T31",
    title: "A new table has no row security",
    fate: "impossible",
    how: "The guard, an event trigger, protects it before its transaction ends, or refuses it; what `EXPLAIN ANALYZE CREATE TABLE … AS` makes, of which no event trigger hears, the next update protects. Where nobody may make event triggers the preview says so, the audit reports the table, and the next update protects it.",
    async prove(scene) {
      const { owner, app } = scene.roles;
      const fresh = [
        `SET LOCAL ROLE ${owner}`,
        "CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id int)",
        `INSERT INTO app.fresh VALUES ('${ONE}', 1), ('${TWO}', 2)`,
        `GRANT SELECT ON app.fresh TO ${app}`,
        "RESET ROLE",
      ];
      const read = "SELECT id FROM app.fresh";
      await scene.protect({ guard: "off" });
      await scene.run("SAVEPOINT naked", ...fresh);
      assert.deepEqual(await scene.idsOf(ONE, read), [1, 2]);
      assertSome(await scene.lines({ guard: "off" }), /table app\.fresh: gains ENABLE ROW LEVEL SECURITY/);
      await scene.run("ROLLBACK TO naked");
      await scene.protect({ guard: "protect" });
      await scene.run(...fresh);
      assert.deepEqual(await scene.idsOf(ONE, read), [1]);
    },
  },
];
