import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { MAJORS, startTestServer, type TestServer } from "../../test/servers";
import { resolveConnection } from "./resolve";
import { connect, withSession } from "./session";
import type { ConnectionSettings } from "./settings";

/** Every server here is turned into what a shared one must not be. */
for (const major of MAJORS) {
  describe(`logging in to a PostgreSQL ${major} that is set up otherwise`, () => {
    let server: TestServer;
    let sockets: string;

    before(async () => {
      sockets = mkdtempSync(join(tmpdir(), "palisade-"));
      // The server runs as another account where root runs the tests.
      chmodSync(sockets, 0o777);
      server = await startTestServer(major, { unix_socket_directories: sockets });
    });
    after(async () => {
      await server.stop();
      rmSync(sockets, { recursive: true });
    });

    /** Lets everybody in by `method`, and by SCRAM on the socket. */
    async function admitBy(method: string): Promise<void> {
      const rules = `local all all scram-sha-256\nhostssl all all all ${method}\nhost all all all scram-sha-256\n`;
      writeFileSync(join(server.dataDirectory, "pg_hba.conf"), rules);
      await reload();
    }

    /** New sessions inherit the time of the last reload from the server's first process. */
    async function reload(): Promise<void> {
      const socket = { ...server.settings, host: sockets };
      const loaded = () => withSession(socket, (session) => session.rows("SELECT pg_conf_load_time()::text"));
      const [before] = await loaded();
      await withSession(socket, (session) => session.query("SELECT pg_reload_conf()"));
      while ((await loaded())[0]?.[0] === before?.[0])
        await new Promise((resolve) => setTimeout(resolve, 20));
    }

    const identity = (settings: ConnectionSettings) =>
      withSession(settings, (session) => session.rows("SELECT session_user, inet_client_addr() IS NULL"));

    const shown = (settings: ConnectionSettings) =>
      withSession(settings, async ({ certificate }) => certificate);

    test("knows the certificate that the server showed, and over a socket why there is none", async () => {
      const certificate = await shown(server.settings);
      assert.ok("subject" in certificate);
      assert.deepEqual([certificate.subject, certificate.selfSigned], ["CN=localhost", false]);
      const days = (Date.parse(certificate.validTo) - Date.now()) / (24 * 60 * 60 * 1000);
      assert.ok(days > 395 && days < 398, `${days}`);
      assert.deepEqual(await shown({ ...server.settings, host: sockets }), {
        absent: "the connection goes over a Unix socket, where no certificate is shown",
      });
    });

    test("works over a Unix socket, without TLS whatever the mode says", async () => {
      assert.deepEqual(await identity({ ...server.settings, host: sockets }), [["postgres", true]]);
      const { settings } = resolveConnection({
        url: `postgresql://postgres@${encodeURIComponent(sockets)}:${server.port}/postgres`,
        env: { PGPASSWORD: server.password },
        homeDirectory: "/nonexistent",
      });
      assert.deepEqual(await identity(settings), [["postgres", true]]);
    });

    test("hands a password in clear text to a verified server only", async () => {
      await admitBy("password");
      assert.deepEqual(await identity(server.settings), [["postgres", false]]);
      await assert.rejects(connect({ ...server.settings, tlsMode: "require" }), {
        name: "ConnectionError",
        message: /asks for the password in clear text, and the TLS mode require doesn't prove/,
      });
    });

    test("needs no password where the server wants none", async () => {
      await admitBy("trust");
      const { password: _, ...settings } = server.settings;
      assert.deepEqual(await identity(settings), [["postgres", false]]);
    });

    test("never falls back to plain text when the server has no TLS", async () => {
      await withSession({ ...server.settings, host: sockets }, (session) =>
        session.query("ALTER SYSTEM SET ssl = off"),
      );
      await reload();
      for (const tlsMode of ["require", "verify-ca", "verify-full"] as const) {
        await assert.rejects(connect({ ...server.settings, tlsMode }), {
          name: "ConnectionError",
          message: new RegExp(`does not offer TLS, which the TLS mode "${tlsMode}" requires`),
        });
      }
      const plain = { ...server.settings, tlsMode: "disable" } as const;
      assert.deepEqual(await identity(plain), [["postgres", false]]);
      assert.deepEqual(await shown(plain), {
        absent: "the connection is without TLS, so that no certificate was shown",
      });
    });
  });
}
