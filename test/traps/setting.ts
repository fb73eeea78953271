import assert from "node:assert/strict";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { ONE, TWO } from "./scene";
import type { Trap } from "./trap";

const ALL = "SELECT id FROM app.orders";
const set = (tenant: string, local: boolean) =>
  `SELECT pg_catalog.set_config('app.tenant_id', '${tenant}', ${local})`;

/** Traps of the setting that names the tenant. */
export const SETTING_TRAPS: readonly Trap[] = [
  {
    id: "T15",
    title: "A setting that was once set is the empty string afterwards, not NULL, and its cast fails",
    fate: "impossible",
    how: "`nullif(current_setting(…, true), '')`: never set, reset and empty all show nothing. The strict form makes each of them an error.",
    async prove(scene) {
      await scene.protect();
      assert.deepEqual(await scene.idsOf(undefined, ALL), []);
      assert.deepEqual(await scene.idsOf("", ALL), []);
      assert.match(
        await scene.refusal(scene.roles.app, set("", true), "SELECT current_setting('app.tenant_id')::uuid"),
        /^22P02 /,
      );
    },
  },
  {
    id: "T16",
    title: "`SET LOCAL` outside a transaction is lost before the next statement",
    fate: "your job",
    how: "Open the transaction, set, work. Forgotten, nothing is seen.",
    async prove(scene) {
      await scene.protect();
      const asked = "SELECT current_setting('app.tenant_id', true) AS tenant";
      const { app } = scene.roles;
      assert.deepEqual(await scene.alone(app, "BEGIN", set(ONE, true), asked), [{ tenant: ONE }]);
      assert.deepEqual(await scene.alone(app, set(ONE, true), asked), [{ tenant: "" }]);
      // What is left of it shows nothing.
      assert.deepEqual(await scene.idsOf("", ALL), []);
    },
  },
  {
    id: "T17",
    title: "A tenant set for the session stays for the pool's next client",
    fate: "your job",
    how: "`set_config(…, true)` in every transaction, never `SET`: what is local ends with the transaction.",
    async prove(scene) {
      await scene.protect();
      await scene.run(set(ONE, false), "SAVEPOINT next_client");
      assert.deepEqual(await scene.idsOf(undefined, ALL), [1]);
    },
  },
  {
    id: "T18",
    title: "Any session may set a setting of its own making, and so any tenant",
    fate: "your job",
    how: "The plain form stops a forgotten WHERE, not hostile SQL in the application's own session. For that there is the signed form.",
    async prove(scene) {
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, set(TWO, true), ALL), [2]);
    },
  },
  {
    id: "T32",
    title: "A setting's name without a dot, or with a dash, cannot be set",
    fate: "impossible",
    how: "The name is checked before anything is asked of the server.",
    async prove(scene) {
      for (const setting of ["tenant_id", "app.tenant-id"]) {
        assert.match(
          await scene.refusal(scene.roles.app, `SELECT set_config('${setting}', '1', true)`),
          /^42(704|602) /,
        );
        const { problems } = parseRowSecurity({
          database: "d",
          schemas: ["app"],
          owner: "o",
          tenantRoles: ["r"],
          setting,
        });
        assert.deepEqual(
          problems.map(({ path }) => path),
          ["setting"],
        );
      }
    },
  },
  {
    id: "T34",
    title: "A cursor reads the tenant when it is fetched from, not when it is declared",
    fate: "your job",
    how: "One tenant a transaction: never change it in between.",
    async prove(scene) {
      await scene.protect();
      const fetched = await scene.idsOf(
        ONE,
        `DECLARE c CURSOR FOR ${ALL}`,
        set(TWO, true),
        "FETCH ALL FROM c",
      );
      assert.deepEqual(fetched, [2]);
    },
  },
];
