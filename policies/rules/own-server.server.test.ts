import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect, withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { MAJORS, startTestServer, type TestServer } from "../../test/servers";
import { findingsOn, mend } from "../testing/on-server";
import { RULES } from ".";

/** How long a prepared transaction may last here: it has lasted for no minute yet. */
const OPTIONS = { "prepared-transaction-abandoned": { minutes: -1 } };

/** What the servers that tests share cannot be made to do: found, mended by what the finding says, and gone. */
for (const major of MAJORS)
  describe(`a PostgreSQL ${major} of its own`, () => {
    let server: TestServer;
    /** Without TLS, which the server lets in here. */
    let open: ConnectionSettings;

    before(async () => {
      // Without fsync and full_page_writes, as all servers of tests.
      server = await startTestServer(major, { max_prepared_transactions: 5 });
      open = { ...server.settings, tlsMode: "disable" };
      writeFileSync(join(server.dataDirectory, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
      await run("SELECT pg_reload_conf()");
    });
    after(() => server.stop());

    const run = (...statements: string[]) =>
      withSession(server.settings, async (session) => {
        for (const statement of statements) await session.query(statement);
      });
    const keys = async (settings = server.settings) =>
      (await findingsOn(settings, RULES, OPTIONS)).map(({ key }) => key);
    /** Waits until a setting that was stored is in force, or another one of the kind that a reload takes. */
    const reload = async (settings: ConnectionSettings, name: string, value: string) => {
      await withSession(settings, (session) => session.query("SELECT pg_reload_conf()"));
      for (;;) {
        const [row] = await withSession(settings, (session) =>
          session.rows("SELECT pg_catalog.current_setting($1)", [name]),
        );
        if (row?.[0] === value) return;
      }
    };
    /** The findings of these keys are there; their statements are run, a reload later they are not. */
    const areMended = async (
      found: readonly string[],
      [name, value]: readonly [string, string],
      settings = server.settings,
    ) => {
      const bad = (await findingsOn(settings, RULES, OPTIONS)).filter(({ key }) => found.includes(key));
      assert.deepEqual(bad.map(({ key }) => key).sort(), [...found].sort());
      await mend(settings, bad);
      await reload(settings, name, value);
      const left = await keys(settings);
      assert.deepEqual(
        found.filter((key) => left.includes(key)),
        [],
      );
    };

    test("that would lose data in a crash", () =>
      areMended(
        ["fsync-off:setting fsync", "full-page-writes-off:setting full_page_writes"],
        ["full_page_writes", "on"],
      ));

    test("whose syslog swallows messages", async () => {
      assert.ok(!(await keys()).some((key) => key.startsWith("syslog-messages-garbled:")), "not applicable");
      await run(
        // Nothing is written to the machine's own log.
        "ALTER SYSTEM SET log_min_messages = 'panic'",
        "ALTER SYSTEM SET log_statement = 'none'",
        "ALTER SYSTEM SET log_connections = 'off'",
        "ALTER SYSTEM SET log_disconnections = 'off'",
        "ALTER SYSTEM SET syslog_split_messages = 'off'",
        "ALTER SYSTEM SET log_destination = 'stderr,syslog'",
      );
      await reload(server.settings, "log_destination", "stderr,syslog");
      await areMended(
        ["syslog-messages-garbled:setting syslog_split_messages"],
        ["syslog_split_messages", "on"],
      );
    });

    test("with a prepared transaction that nobody ended", async () => {
      await run("BEGIN", "CREATE TABLE public.of_nobody ()", "PREPARE TRANSACTION 'order-7'");
      await areMended(
        ["prepared-transaction-abandoned:postgres:prepared transaction order-7"],
        ["max_prepared_transactions", "5"],
      );
    });

    test("with a session without TLS, until that has ended", async () => {
      const key = `session-without-tls:postgres:session ${server.settings.user}@127.0.0.1`;
      assert.ok(!(await keys()).includes(key));
      const session = await connect(open);
      try {
        assert.ok((await keys()).includes(key));
      } finally {
        await session.end();
      }
      assert.ok(!(await keys()).includes(key));
    });

    test("that offers no TLS", async () => {
      await run("ALTER SYSTEM SET ssl = 'off'");
      await reload(open, "ssl", "off");
      await areMended(["tls-off:setting ssl"], ["ssl", "on"], open);
    });
  });
