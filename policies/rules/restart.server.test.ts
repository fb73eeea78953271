import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { withSession } from "../../postgres/connect/session";
import { loadStatementParser } from "../../postgres/statements/parse";
import { MAJORS, NO_GUESSING, restartTestServer, startTestServer, type TestServer } from "../../test/servers";
import type { Finding } from "../finding";
import { judge } from "../judge";
import { readLiveFacts } from "../readers/live";
import { PROOF_DAY } from "../testing/prove-rule";
import { RULES } from ".";

/** Settings that only a start takes, and how each is found. */
const BAD = {
  archive_command: "true",
  archive_mode: "off",
  // Its pg_hba.conf admits nobody but this machine.
  listen_addresses: "localhost,0.0.0.0",
  logging_collector: "off",
  // In the folder of its data.
  unix_socket_directories: ".",
  unix_socket_permissions: "0777",
} as const;

const FOUND = [
  "listen-addresses-any:setting listen_addresses",
  "logging-collector-off:setting logging_collector",
  "socket-open-to-everybody:setting unix_socket_permissions",
  "wal-archiving-off:setting archive_mode",
];

/** Settings that rules speak about, that only a start takes, and that are not planted here, each with why. */
const NOT_PLANTED: Readonly<Record<string, string>> = {
  shared_preload_libraries:
    "a server does not start with a library that it does not have, and those of the tests have no pgAudit",
};

/** The settings that rules name as what they are about. */
const SPOKEN_OF = RULES.flatMap(({ about }) => /^settings called (\S+?),?(?: |$)/.exec(about)?.[1] ?? []);

async function findings(server: TestServer): Promise<readonly Finding[]> {
  return withSession(server.settings, async (session) => {
    const model = await readDatabaseModel(session, { columns: true });
    const facts = readLiveFacts(model, await readServerState(session, NO_GUESSING));
    const judged = judge(RULES, facts, { now: PROOF_DAY });
    assert.deepEqual(judged.failed, []);
    return judged.findings;
  });
}

for (const major of MAJORS)
  describe(`what a restart of PostgreSQL ${major} is needed for`, () => {
    test("is mended by the findings' own statements and one restart", async () => {
      let server = await startTestServer(major, BAD);
      try {
        const waiting = await withSession(server.settings, (session) =>
          session.rows(
            "SELECT name FROM pg_catalog.pg_settings WHERE context = 'postmaster' AND name = ANY ($1)",
            [SPOKEN_OF],
          ),
        );
        const names = waiting.map(([name]) => String(name));
        assert.deepEqual(
          names.filter((name) => !(name in BAD) && !(name in NOT_PLANTED)),
          [],
          "every setting that only a start takes is planted",
        );
        const bad = (await findings(server)).filter(({ key }) => FOUND.includes(key));
        assert.deepEqual(bad.map(({ key }) => key).sort(), FOUND);
        const parse = await loadStatementParser();
        await withSession(server.settings, async (session) => {
          // One by one: a setting of the server's can be changed in no transaction.
          for (const { fix } of bad) for (const { text } of parse(fix).statements) await session.query(text);
        });
        server = await restartTestServer(server, BAD);
        const left = (await findings(server)).map(({ key }) => key);
        assert.deepEqual(
          FOUND.filter((key) => left.includes(key)),
          [],
        );
      } finally {
        await server.stop();
      }
    });
  });
