import assert from "node:assert/strict";
import { test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { MAJORS, serverFor } from "../../../test/servers";
import { WITHHELD_FUNCTIONS } from "./system-grants";

test("every function that initdb is said to withhold is withheld by each server that has it", async () => {
  const seen = new Set<string>();
  for (const major of MAJORS) {
    const server = await serverFor(major);
    await withSession(server.settings, async (session) => {
      const [rows = []] = await session.results([
        `SELECT p.proname, pg_catalog.bool_or(a.grantee = 0)
           FROM pg_catalog.pg_proc p, pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
          WHERE p.pronamespace = 'pg_catalog'::regnamespace GROUP BY p.proname`,
      ]);
      for (const [name, open] of rows)
        if (WITHHELD_FUNCTIONS.has(name as string)) {
          seen.add(name as string);
          assert.equal(open, false, `${String(name)} on ${major}`);
        }
    });
  }
  assert.deepEqual(seen, WITHHELD_FUNCTIONS);
});
