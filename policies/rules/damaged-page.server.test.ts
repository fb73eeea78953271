import assert from "node:assert/strict";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withSession } from "../../postgres/connect/session";
import { MAJORS, restartTestServer, startTestServer } from "../../test/servers";
import { stopLocalServer } from "../../tools/local/index";
import { findingsOn } from "../testing/on-server";
import { RULES } from ".";

const KEY = "page-damaged:database postgres";

for (const major of MAJORS)
  test(`a page that the disk damaged is found on PostgreSQL ${major} once the server has read it`, async () => {
    let server = await startTestServer(major);
    try {
      const run = (sql: string) => withSession(server.settings, (session) => session.rows(sql));
      const found = async () => (await findingsOn(server.settings, RULES)).some(({ key }) => key === KEY);
      await run("CREATE TABLE public.of_value AS SELECT n FROM generate_series(1, 100) AS n");
      await run("CHECKPOINT");
      const [path] = await run("SELECT pg_relation_filepath('public.of_value')");
      await stopLocalServer(server.directory);
      const file = openSync(join(server.dataDirectory, String(path?.[0])), "r+");
      writeSync(file, "as a disk writes it", 4000);
      closeSync(file);
      server = await restartTestServer(server);
      assert.equal(await found(), false, "nobody has read it yet");
      await assert.rejects(run("SELECT n FROM public.of_value"), /invalid page/);
      // The server counts some time later.
      for (let tries = 0; !(await found()); tries++)
        assert.ok(tries < 100, `page-damaged: ${KEY} is not found`);
      await run("DROP TABLE public.of_value");
      await run("SELECT pg_stat_reset()");
      for (let tries = 0; await found(); tries++) assert.ok(tries < 100, `${KEY} is still found`);
    } finally {
      await server.stop();
    }
  });
