import assert from "node:assert/strict";
import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withSession } from "../../postgres/connect/session";
import { findPgAudit } from "../../test/pgaudit";
import { restartTestServer, startTestServer } from "../../test/servers";
import { findingsOn, mend } from "../testing/on-server";
import { RULES } from ".";

/** The log of statements is the poor substitute for an audit trail, and servers of tests keep one. Something is loaded already. */
const SETTINGS = { log_statement: "none", shared_preload_libraries: "auth_delay" };

test("the real pgAudit is asked for, and then for what it records", async () => {
  const { library, major } = findPgAudit();
  let server = await startTestServer(major, SETTINGS);
  const about = async (...ids: string[]) =>
    (await findingsOn(server.settings, RULES)).filter(({ rule }) => ids.includes(rule));
  const keys = async (...ids: string[]) => (await about(...ids)).map(({ key }) => key);
  const ALL = ["audit-trail-missing", "audit-classes-missing", "audit-catalog-off"];
  try {
    // Where the server's account can read it.
    const copy = join(server.dataDirectory, "pgaudit.so");
    copyFileSync(library, copy);
    chmodSync(copy, 0o644);
    await withSession(server.settings, (session) =>
      session.query(`ALTER SYSTEM SET dynamic_library_path = '$libdir:${server.dataDirectory}'`),
    );

    assert.deepEqual(
      await keys(...ALL),
      ["audit-trail-missing:setting shared_preload_libraries"],
      "what pgAudit records does not apply without it",
    );
    await mend(server.settings, await about("audit-trail-missing"));
    server = await restartTestServer(server, SETTINGS);
    assert.deepEqual(await keys(...ALL), ["audit-classes-missing:setting pgaudit.log"]);
    const [loaded] = await withSession(server.settings, (session) =>
      session.rows("SELECT pg_catalog.current_setting('shared_preload_libraries')"),
    );
    assert.deepEqual(loaded, ["auth_delay, pgaudit"], "what was loaded is loaded still");

    await withSession(server.settings, async (session) => {
      await session.query("ALTER SYSTEM SET pgaudit.log_catalog = 'off'");
      await session.query("SELECT pg_reload_conf()");
    });
    server = await restartTestServer(server, SETTINGS);
    const both = [
      "audit-catalog-off:setting pgaudit.log_catalog",
      "audit-classes-missing:setting pgaudit.log",
    ];
    assert.deepEqual((await keys(...ALL)).sort(), both);
    await mend(server.settings, await about(...ALL));
    server = await restartTestServer(server, SETTINGS);
    assert.deepEqual(await keys(...ALL), []);
  } finally {
    await server.stop();
  }
});
