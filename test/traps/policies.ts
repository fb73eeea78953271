import assert from "node:assert/strict";
import { assertSome } from "./one-of";
import { ONE, TWO } from "./scene";
import type { Trap } from "./trap";

const TENANT = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";
const ALL = "SELECT id FROM app.orders";

/** Traps of the policies themselves. */
export const POLICY_TRAPS: readonly Trap[] = [
  {
    id: "T1",
    title: "Row security without a policy shows nothing to anybody but the owner, who sees everything",
    fate: "impossible",
    how: "The policies are made before the switches, in one transaction; a policy that was dropped is drift and comes back.",
    async prove(scene) {
      await scene.run("ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY");
      assert.deepEqual(await scene.idsOf(ONE, ALL), []);
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, ALL), [1]);
      await scene.run("DROP POLICY palisade_tenant ON app.orders");
      assertSome(await scene.lines(), /table app\.orders: gains policy palisade_tenant/);
    },
  },
  {
    id: "T2",
    title: "`WITH CHECK (true)` lets a tenant write into another one",
    fate: "impossible",
    how: "Both clauses are written, with the same condition; one that was changed is drift. A policy of your own with a check of `true` is refused.",
    async prove(scene) {
      await scene.protect();
      const foreign = `INSERT INTO app.orders VALUES ('${TWO}', 9) RETURNING id`;
      await assert.rejects(scene.idsOf(ONE, foreign), /row-level security/);
      await scene.run("ALTER POLICY palisade_tenant ON app.orders WITH CHECK (true)");
      // RETURNING would read the row, which USING hides.
      assert.deepEqual(await scene.idsOf(ONE, `INSERT INTO app.orders VALUES ('${TWO}', 9)`), []);
      assertSome(await scene.lines(), /palisade_tenant is set right: was WITH CHECK \(true\)/);
    },
  },
  {
    id: "T3",
    title:
      "A policy for UPDATE that is weaker than the one for SELECT opens every row to an UPDATE that reads nothing",
    fate: "impossible",
    how: "One policy for all commands. A permissive policy that nobody declared is dropped, and a declared one is judged.",
    async prove(scene) {
      await scene.protect();
      await scene.run(
        `CREATE POLICY loose ON app.orders FOR UPDATE TO ${scene.roles.app} USING (true) WITH CHECK (true)`,
      );
      const everywhere = [
        "UPDATE app.orders SET note = 'changed'",
        "RESET ROLE",
        "SELECT id FROM app.orders WHERE note = 'changed'",
      ];
      assert.deepEqual(await scene.idsOf(ONE, ...everywhere), [1, 2]);
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, ...everywhere), [1]);
    },
  },
  {
    id: "T4",
    title: "`SELECT … FOR UPDATE` finds nothing where only SELECT has a policy",
    fate: "impossible",
    how: "The one policy is for all commands, row locks included.",
    async prove(scene) {
      const locked = `${ALL} FOR UPDATE`;
      await scene.run(
        "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY",
        `CREATE POLICY reading ON app.orders FOR SELECT TO ${scene.roles.app} USING (${TENANT})`,
      );
      assert.deepEqual(await scene.idsOf(ONE, locked), []);
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, locked), [1]);
    },
  },
  {
    id: "T7",
    title: "FORCE blinds the owner: backfills touch no row, and a foreign key fails on rows that are there",
    fate: "impossible",
    how: "The owner has a policy of its own, so migrations and foreign keys work; one that was lost is drift.",
    async prove(scene) {
      const { owner } = scene.roles;
      const key =
        "ALTER TABLE app.lines ADD FOREIGN KEY (tenant_id, order_id) REFERENCES app.orders (tenant_id, id)";
      await scene.protect();
      assert.equal((await scene.as(owner, "UPDATE app.orders SET note = '' RETURNING id")).length, 2);
      assert.equal(await scene.refusal(owner, key), "");
      await scene.run("DROP POLICY palisade_owner ON app.orders");
      assert.equal((await scene.as(owner, "UPDATE app.orders SET note = '' RETURNING id")).length, 0);
      assert.match(await scene.refusal(owner, key), /^23503 /);
      assertSome(await scene.lines(), /table app\.orders: gains policy palisade_owner/);
    },
  },
  {
    id: "T20",
    title: "Permissive policies are joined by OR: one more with `USING (true)` opens the table",
    fate: "impossible",
    how: "One permissive policy for each role. The guard refuses another to everybody but the managing role, whose own the next update drops; a role for support has its own, by declaration.",
    async prove(scene) {
      await scene.protect();
      const { app, owner } = scene.roles;
      const open = `CREATE POLICY helpdesk ON app.orders TO ${app} USING (true)`;
      const itself = `SET LOCAL SESSION AUTHORIZATION ${owner}`;
      assert.match(await scene.refusal(owner, itself, open), /^PLG02 /);
      await scene.run(open);
      assert.deepEqual(await scene.idsOf(ONE, ALL), [1, 2]);
      assertSome(await scene.lines(), /table app\.orders: loses policy helpdesk/);
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, ALL), [1]);
    },
  },
  {
    id: "T21",
    title: "`DROP OWNED BY` takes a role out of restrictive policies on tables of others (CVE-2026-116311)",
    fate: "impossible",
    how: "The policy is permissive: taken away, it leaves nothing to see.",
    async prove(scene) {
      await scene.protect();
      assert.deepEqual(
        await scene.idsOf(ONE, "DROP OWNED BY CURRENT_USER", "RESET ROLE", "SELECT 1 AS id"),
        [1],
      );
      const left = `SELECT polroles::regrole[]::text AS roles FROM pg_policy WHERE polrelid = 'app.orders'::regclass AND polname = 'palisade_tenant'`;
      await scene.as(scene.roles.app, "DROP OWNED BY CURRENT_USER");
      // The grants go as well, so what is left is asked with them given back.
      const rows = await scene.idsOf(
        ONE,
        "DROP OWNED BY CURRENT_USER",
        "RESET ROLE",
        `GRANT USAGE ON SCHEMA app TO ${scene.roles.app}`,
        `GRANT SELECT ON app.orders TO ${scene.roles.app}`,
        `SET LOCAL ROLE ${scene.roles.app}`,
        ALL,
      );
      assert.ok(rows.length <= 1 && !rows.includes(2), `${rows}; ${JSON.stringify(await scene.rows(left))}`);
    },
  },
  {
    id: "T26",
    title: "A policy's expression runs with the caller's rights, and one that reads its own table recurses",
    fate: "impossible",
    how: "The default policy names no table and no function but `current_setting`. Of your own, one that reads its table is refused.",
    async prove(scene) {
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, ALL), [1]);
      await scene.run(
        `CREATE POLICY loop ON app.orders FOR SELECT TO ${scene.roles.app} USING (EXISTS (SELECT FROM app.orders))`,
      );
      assert.match(await scene.refusal(scene.roles.app, ALL), /^42P17 /);
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, ALL), [1]);
    },
  },
];
