import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MAJORS, serverFor } from "../../test/servers";
import { withSession } from "../connect/session";
import { isBuiltInFunction } from "./built-in-functions";

/** What SQL calls by its name: no implementation of an operator, and nothing that takes or gives what no SQL can hold. */
const CALLED = `
  SELECT DISTINCT p.proname AS name
  FROM pg_catalog.pg_proc p
  WHERE p.pronamespace = 'pg_catalog'::regnamespace
    AND coalesce(pg_catalog.obj_description(p.oid, 'pg_proc'), '') !~ '^(implementation of|I/O|larger of|smaller of|less-equal|aggregate|validate)'
    AND p.proname !~ '(send|typmodin|_canonical|_subdiff|_transfn|_statefunc|_validator|sel|larger|smaller)$|^int[248](inc|dec)|^numeric_inc'
    AND NOT (p.proargtypes::oid[] && '{internal,cstring}'::regtype[]::oid[])
    AND p.prorettype <> ALL ('{internal,cstring,trigger,event_trigger,index_am_handler,table_am_handler,language_handler}'::regtype[])
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_amproc a WHERE a.amproc = p.oid)`;

for (const major of MAJORS) {
  describe(`the functions that PostgreSQL ${major} brings`, () => {
    test("are known by their names", async () => {
      const server = await serverFor(major);
      const names = await withSession(server.settings, async (session) => {
        const rows = await session.query<{ name: string }>(CALLED);
        return rows.map(({ name }) => name);
      });
      assert.ok(names.length > 500, `${names.length}`);
      assert.deepEqual(
        names.filter((name) => !isBuiltInFunction(name) && !name.startsWith("binary_upgrade_")),
        [],
      );
      for (const stranger of ["crypt", "dblink_exec", "uuid_generate_v4"])
        assert.equal(isBuiltInFunction(stranger), false);
    });
  });
}
