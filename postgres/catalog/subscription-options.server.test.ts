import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../test/servers";
import { withSession } from "../connect/session";
import type { ConnectionOptions } from "./foreign-servers";
import { readReplication } from "./server-replication";

/** Connection strings as libpq takes them, and what is read of each. */
const CONNECTIONS: readonly (readonly [conninfo: string, options: ConnectionOptions])[] = [
  [
    "host=db.example.com user=r password=hunter2 sslmode=require",
    { host: "db.example.com", sslmode: "require" },
  ],
  [
    "password='hunter2 sslmode=verify-full' host = 'db.example.com' sslrootcert=system",
    { host: "db.example.com", sslrootcert: "system" },
  ],
  [String.raw`password='hunter2\' host=x' host='/var/run/a\'b'`, { host: "/var/run/a'b" }],
  ["dbname=shop password=hunter2", {}],
  ["service=archive password=hunter2", { service: "archive" }],
  [
    "postgresql://r:hunter2%40host=x@db.example.com:5433/shop?sslmode=verify-full&application_name=a",
    { host: "db.example.com:5433", sslmode: "verify-full" },
  ],
  ["postgres://%2Fvar%2Frun/shop?password=hunter2", { host: "/var%2Frun" }],
  ["postgres:///shop?host=/var/run&password=hunter2", { host: "/var/run" }],
];

for (const major of MAJORS) {
  describe(`subscriptions on PostgreSQL ${major}`, () => {
    test("are read with the options that say how they are verified, and no password leaves the server", async () => {
      const server = await serverFor(major);
      const database = await freshDatabase(server, "subscriptions");
      try {
        await withSession(database.settings, async (session) => {
          const name = (at: number) => `palisade_${at}_${database.name}`;
          for (const [at, [conninfo]] of CONNECTIONS.entries())
            await session.query(
              `CREATE SUBSCRIPTION ${name(at)} CONNECTION '${conninfo.replaceAll("'", "''")}' PUBLICATION p WITH (connect = false, slot_name = NONE)`,
            );
          const { subscriptions } = await readReplication(session, major * 10_000);
          for (const [at, [conninfo, options]] of CONNECTIONS.entries())
            assert.deepEqual(subscriptions.find((one) => one.name === name(at))?.options, options, conninfo);
          assert.doesNotMatch(JSON.stringify(subscriptions), /hunter2/);

          const auditor = uniqueName("auditor");
          await session.query("BEGIN");
          await session.query(`CREATE ROLE ${auditor}`);
          await session.query(`SET LOCAL ROLE ${auditor}`);
          const unseen = await readReplication(session, major * 10_000);
          await session.query("ROLLBACK");
          assert.equal(unseen.subscriptions.length, CONNECTIONS.length);
          for (const one of unseen.subscriptions) assert.equal(one.options, undefined);
          for (const at of CONNECTIONS.keys()) await session.query(`DROP SUBSCRIPTION ${name(at)}`);
        });
      } finally {
        await database.drop();
      }
    });
  });
}
