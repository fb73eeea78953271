import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withSession } from "../../postgres/connect/session";
import { MAJORS, restartTestServer, startTestServer } from "../../test/servers";
import { judgeRule } from "../judge-rule";
import { findingsOn, mend } from "../testing/on-server";
import { ruleFiles } from "../testing/proofs";
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
    "a server does not start with a library that it does not have: pgaudit.server.test.ts brings pgAudit",
};

/** The settings that rules name as what they are about. */
const SPOKEN_OF = RULES.flatMap(({ about }) => /^settings called (\S+?),?(?: |$)/.exec(about)?.[1] ?? []);

/** The settings that findings say to set, whatever they are found in. */
const SAID = ruleFiles().flatMap(({ rule, proof }) => {
  if (proof === undefined) return [];
  const reading = { world: proof.world ?? "server", facts: proof.bad };
  const { findings } = judgeRule(rule, reading, proof.now ?? PROOF_DAY, proof.options);
  return findings.flatMap(({ fix }) =>
    [...fix.matchAll(/ALTER SYSTEM SET (\S+) =/g)].map(([, name = ""]) => name.replaceAll('"', "")),
  );
});

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
        assert.ok(SAID.length > 30, SAID.join());
        const fixed = await withSession(server.settings, (session) =>
          session.rows(
            "SELECT name FROM pg_catalog.pg_settings WHERE context = 'internal' AND name = ANY ($1)",
            [SAID],
          ),
        );
        assert.deepEqual(fixed, [], "no finding says to set what PostgreSQL lets nobody set");
        const bad = (await findingsOn(server.settings, RULES)).filter(({ key }) => FOUND.includes(key));
        assert.deepEqual(bad.map(({ key }) => key).sort(), FOUND);
        await mend(server.settings, bad);
        server = await restartTestServer(server, BAD);
        const left = (await findingsOn(server.settings, RULES)).map(({ key }) => key);
        assert.deepEqual(
          FOUND.filter((key) => left.includes(key)),
          [],
        );
      } finally {
        await server.stop();
      }
    });
  });
