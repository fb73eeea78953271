import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { deadPort, manInTheMiddle, silentPeer, strangeAuthority, talkingPeer } from "../../test/peers";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../test/servers";
import { quoteIdentifier, quoteLiteral } from "../sql/quote";
import { ConnectionError } from "./errors";
import { connect, withSession } from "./session";
import type { ConnectionSettings } from "./settings";
import { StatementFailed } from "./statement-failed";

/** Connects, and gives the error that must come of it. */
async function failure(settings: ConnectionSettings): Promise<ConnectionError> {
  try {
    await (await connect(settings)).end();
  } catch (error) {
    assert.ok(error instanceof ConnectionError, String(error));
    if (settings.password !== undefined) assert.ok(!error.message.includes(settings.password));
    return error;
  }
  assert.fail("the connection was made");
}

for (const major of MAJORS) {
  describe(`a session on PostgreSQL ${major}`, () => {
    test("verifies the certificate by name, by IPv4 and by IPv6 address", async () => {
      const { settings } = await serverFor(major);
      for (const host of ["localhost", "127.0.0.1", "::1"]) {
        const rows = await withSession({ ...settings, host }, (session) =>
          session.rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
        );
        assert.deepEqual(rows, [[true]], host);
      }
    });

    test("gives the rows of each of several statements, and none where one fails", async () => {
      const database = await freshDatabase(await serverFor(major), "results");
      try {
        await withSession(database.settings, async (session) => {
          assert.deepEqual(await session.results([]), []);
          assert.deepEqual(await session.results(["SELECT 1, 'a'"]), [[[1, "a"]]]);
          assert.deepEqual(
            await session.results(["SELECT 1 WHERE false", "CREATE TABLE public.t (i int)", "SELECT 2"]),
            [[], [], [[2]]],
          );
          await assert.rejects(session.results(["DROP TABLE public.t", "SELECT 1/0", "SELECT 3"]), {
            code: "22012",
          });
          assert.deepEqual(await session.rows("SELECT count(*)::int FROM public.t"), [[0]]);
        });
      } finally {
        await database.drop();
      }
    });

    test("runs several statements for their effect and says which one failed", async () => {
      const { settings } = await serverFor(major);
      const name = uniqueName("latin");
      await withSession(settings, (session) =>
        session.query(
          `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'${major >= 15 ? " LOCALE_PROVIDER libc" : ""}`,
        ),
      );
      try {
        await withSession({ ...settings, database: name }, async (session) => {
          await session.execute(["CREATE TABLE public.t (i int)", "INSERT INTO public.t VALUES (1), (2)"]);
          assert.deepEqual(await session.rows("SELECT count(*)::int FROM public.t"), [[2]]);
          const failing = (...statements: string[]) =>
            session.execute(statements).then(
              () => assert.fail("it succeeded"),
              (error) => {
                assert.ok(error instanceof StatementFailed);
                return error.index;
              },
            );
          assert.equal(await failing("SELECT 1/0"), 0);
          assert.equal(await failing("SELECT 1/0", "SELECT 1"), 0);
          assert.equal(await failing("SELECT 1", "SELECT nothing"), 1);
          assert.equal(await failing("SELECT nothing", "SELECT 1"), 0);
          // An answer of many rows, notices and warnings between the statements change nothing.
          const loud = "DO $$ BEGIN RAISE WARNING 'loud'; END $$";
          assert.equal(await failing("SELECT generate_series(1, 5000)", loud, "SELECT 1/0"), 2);
          assert.equal(await failing("SELECT 'é'", "SELECT 'ü'", "GRANT nothing", "SELECT 1"), 2);
          // The server cannot read these, and says nothing of where they are.
          assert.equal(await failing("SELECT 1", "SELECT '😀'", "SELECT 2"), 1);
          assert.equal(await failing("SELECT 'é'", "SELECT '😀'", "SELECT 2"), undefined);
        });
      } finally {
        await withSession(settings, (session) => session.query(`DROP DATABASE ${name} WITH (FORCE)`));
      }
    });

    test("refuses a certificate that is made out to another name, and tells verify-ca from verify-full", async () => {
      const { settings } = await serverFor(major);
      const named = { ...settings, host: "db.palisade.example", hostAddress: "127.0.0.1" };
      const error = await failure(named);
      assert.equal(error.code, "ERR_TLS_CERT_ALTNAME_INVALID");
      assert.match(error.message, /not made out to "db\.palisade\.example"/);
      assert.match(
        (await failure({ ...named, host: "127.0.0.9" })).message,
        /not made out to "127\.0\.0\.9"/,
      );
      await withSession({ ...named, tlsMode: "verify-ca" }, (session) => session.rows("SELECT 1"));
    });

    test("refuses a server of another authority, with every verifying mode", async () => {
      const { settings } = await serverFor(major);
      const ca = await strangeAuthority();
      for (const tlsMode of ["verify-ca", "verify-full"] as const) {
        assert.match(
          (await failure({ ...settings, tlsMode, ca })).message,
          /not signed by the given authority/,
        );
      }
      await withSession({ ...settings, tlsMode: "require", ca }, (session) => session.rows("SELECT 1"));
    });

    test("refuses a private authority that it wasn't given", async () => {
      const { ca: _, ...settings } = (await serverFor(major)).settings;
      assert.match((await failure(settings)).message, /not signed by a known authority/);
    });

    test("says that the server refuses plain text", async () => {
      const { settings } = await serverFor(major);
      const error = await failure({ ...settings, tlsMode: "disable" });
      assert.equal(error.code, "28000");
      assert.match(error.message, /no encryption|SSL off/);
    });

    test("says that the password is wrong, without the password", async () => {
      const { settings } = await serverFor(major);
      const error = await failure({ ...settings, password: "not-the-password" });
      assert.equal(error.code, "28P01");
      assert.match(error.message, /refused the password of role "postgres"/);
    });

    test("says that a role has no right to log in, no connection left, no CONNECT", async () => {
      const server = await serverFor(major);
      const database = await freshDatabase(server);
      const role = uniqueName("role");
      const password = randomBytes(12).toString("hex");
      const settings = { ...database.settings, user: role, password };
      const run = (sql: string) => withSession(database.settings, (session) => session.query(sql));
      const name = quoteIdentifier(role);
      await run(`CREATE ROLE ${name} NOLOGIN PASSWORD ${quoteLiteral(password)}`);
      try {
        assert.match((await failure(settings)).message, /is not permitted to log in/);
        await run(`ALTER ROLE ${name} LOGIN CONNECTION LIMIT 0`);
        assert.match((await failure(settings)).message, /has no connection left for role/);
        await run(`ALTER ROLE ${name} CONNECTION LIMIT 5`);
        await run(`REVOKE CONNECT ON DATABASE ${quoteIdentifier(database.name)} FROM PUBLIC`);
        assert.match((await failure(settings)).message, /may not connect to database .*: grant it CONNECT/);
      } finally {
        await run(`DROP ROLE ${name}`);
        await database.drop();
      }
    });

    test("says that there is no such database", async () => {
      const { settings } = await serverFor(major);
      const error = await failure({ ...settings, database: "no_such_database" });
      assert.equal(error.code, "3D000");
      assert.match(error.message, /no database "no_such_database" on localhost:/);
    });

    test("asks for a password where the server wants one, and takes none from the process's environment", async () => {
      const { password, ...settings } = (await serverFor(major)).settings;
      process.env["PGPASSWORD"] = password;
      try {
        assert.match(
          (await failure(settings)).message,
          /wants a password for role "postgres", and none was given/,
        );
      } finally {
        delete process.env["PGPASSWORD"];
      }
    });

    test("lets nobody in between relay the login, even where the certificate isn't verified", async () => {
      const server = await serverFor(major);
      const peer = await manInTheMiddle(server);
      try {
        const error = await failure({ ...server.settings, port: peer.port, tlsMode: "require" });
        assert.match(error.message, /somebody stands between/);
      } finally {
        await peer.close();
      }
    });

    test("is not led astray by what a role and a database set", async () => {
      const server = await serverFor(major);
      const database = await freshDatabase(server);
      const name = quoteIdentifier(database.name);
      await withSession(server.settings, async (session) => {
        await session.query(`ALTER DATABASE ${name} SET search_path = public, pg_catalog`);
        await session.query(`ALTER DATABASE ${name} SET statement_timeout = 1`);
        await session.query(`ALTER DATABASE ${name} SET "DateStyle" = 'German'`);
        await session.query(`ALTER DATABASE ${name} SET jit = on`);
      });
      await withSession({ ...database.settings, statementTimeout: 7_000 }, async (session) => {
        assert.deepEqual(await session.rows("SHOW search_path"), [["pg_catalog,pg_temp"]]);
        assert.deepEqual(await session.rows("SHOW statement_timeout"), [["7s"]]);
        assert.deepEqual(await session.rows("SHOW lock_timeout"), [["5s"]]);
        assert.deepEqual(await session.rows("SHOW jit"), [["off"]]);
        assert.deepEqual(await session.rows("SELECT DATE '2026-11-23'::text"), [["2026-11-23"]]);
      });
      await database.drop();
    });

    test("reports a connection that the server ended, and keeps the server's own errors as they are", async () => {
      const { settings } = await serverFor(major);
      const session = await connect(settings);
      await assert.rejects(session.query("SELECT 1/0"), { code: "22012" });
      await withSession(settings, (other) =>
        other.query("SELECT pg_terminate_backend($1)", [session.processId]),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      const error: unknown = await session.query("SELECT 1").catch((thrown: unknown) => thrown);
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.code, "57P01");
      assert.match(
        error.message,
        /connection to localhost:\d+ was lost: terminating connection due to admin/,
      );
      await session.end();
    });
  });
}

describe("a session with what is no server", () => {
  const base = {
    host: "localhost",
    user: "somebody",
    password: "a-secret-word",
    database: "shop",
    tlsMode: "verify-full",
    connectTimeout: 5_000,
  } as const;

  test("says that nothing listens, on a name with several addresses too", async () => {
    const port = await deadPort();
    const error = await failure({ ...base, port });
    assert.equal(error.code, "ECONNREFUSED");
    assert.equal(
      error.message,
      `nothing listens on localhost:${port}: start the server, or correct host and port`,
    );
    assert.match((await failure({ ...base, port, host: "::1" })).message, /nothing listens on \[::1\]:/);
  });

  test("says that the name is unknown", async () => {
    const error = await failure({ ...base, host: "no-such-host.invalid", port: 5432 });
    assert.match(error.message, /"no-such-host\.invalid" cannot be resolved/);
  });

  test("says that a socket isn't there", async () => {
    const error = await failure({ ...base, host: "/nowhere", port: 5432 });
    assert.match(error.message, /nothing listens on \/nowhere\/\.s\.PGSQL\.5432/);
  });

  test("gives up on a peer that never answers, when it was told to", async () => {
    const peer = await silentPeer();
    const start = Date.now();
    try {
      const error = await failure({ ...base, host: "127.0.0.1", port: peer.port, connectTimeout: 300 });
      assert.match(error.message, /no answer from 127\.0\.0\.1:\d+ in time/);
      assert.ok(Date.now() - start < 3_000);
    } finally {
      await peer.close();
    }
  });

  test("says that TLS is not on offer, and goes no further", async () => {
    const peer = await talkingPeer("N");
    try {
      const error = await failure({ ...base, host: "127.0.0.1", port: peer.port });
      assert.match(error.message, /does not offer TLS, which the TLS mode "verify-full" requires/);
    } finally {
      await peer.close();
    }
  });

  test("says that something else listens there", async () => {
    for (const words of ["HTTP/1.1 400 Bad Request\r\n\r\n", ""]) {
      const peer = await talkingPeer(words);
      try {
        const error = await failure({ ...base, host: "127.0.0.1", port: peer.port });
        assert.match(error.message, /does not answer like a PostgreSQL server/);
      } finally {
        await peer.close();
      }
    }
  });
});
