import assert from "node:assert/strict";
import { test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { freshDatabase, MAJORS, serverFor } from "../../../test/servers";
import { LIKE_OTHERS, TABLES } from "./testing/tables-like-others";

const COLUMNS = `SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod)
         || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = 'made'::regclass AND attnum > 0 AND NOT attisdropped`;

for (const major of MAJORS) {
  test(`PostgreSQL ${major} gives a table the columns of others that the files tell of`, async () => {
    const database = await freshDatabase(await serverFor(major), "inherits");
    try {
      await withSession(database.settings, async (session) => {
        for (const [statements, expected] of LIKE_OTHERS) {
          await session.query("BEGIN");
          await session.query(`SET LOCAL search_path = public; ${TABLES} ${statements}`);
          const [row] = await session.rows(COLUMNS);
          await session.query("ROLLBACK");
          assert.equal(row?.[0], expected, statements);
        }
      });
    } finally {
      await database.drop();
    }
  });
}
