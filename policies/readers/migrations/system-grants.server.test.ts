import assert from "node:assert/strict";
import { test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { MAJORS, serverFor } from "../../../test/servers";
import { WITHHELD_FUNCTIONS } from "./system-grants";

test("every function that initdb is said to withhold is withheld by the newest server that has it", async () => {
  const open = new Map<string, boolean>();
  for (const major of [...MAJORS].sort((one, other) => one - other)) {
    const server = await serverFor(major);
    await withSession(server.settings, async (session) => {
      const [rows = []] = await session.results([
        `SELECT p.proname, pg_catalog.bool_or(a.grantee = 0)
           FROM pg_catalog.pg_proc p, pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
          WHERE p.pronamespace = 'pg_catalog'::regnamespace GROUP BY p.proname`,
      ]);
      for (const [name, everybody] of rows)
        if (WITHHELD_FUNCTIONS.has(name as string)) open.set(name as string, everybody as boolean);
    });
  }
  assert.deepEqual(
    [...open].filter(([, everybody]) => everybody),
    [],
  );
  assert.deepEqual(new Set(open.keys()), WITHHELD_FUNCTIONS);
});
