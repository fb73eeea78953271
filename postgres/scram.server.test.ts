import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MAJORS, readServerLog, serverFor, type TestServer, uniqueName } from "../test/servers";
import { ConnectionError } from "./connect/errors";
import { withSession } from "./connect/session";
import { parseScramVerifier, scramVerifier } from "./scram";
import { quoteIdentifier, quoteLiteral } from "./sql/quote";

const salt = Buffer.from("0123456789abcdef0123456789abcdef", "hex");

/** Passwords with which everybody, the driver too, agrees on the normal form. */
const usable = [
  ["plain ASCII", "correct horse battery staple"],
  ["what URLs and SQL dislike", `a'b"c\\d/e?f@g:h%i j$$k`],
  ["accents, composed", "p\u00e4ssw\u00f6rd"],
  ["accents, decomposed", "pa\u0308sswo\u0308rd"],
  ["another space and a soft hyphen", "pass\u00a0\u00adword"],
  ["Japanese", "\u30d1\u30b9\u30ef\u30fc\u30c9"],
  ["Arabic", "\u0643\u0644\u0645\u0629"],
  ["an emoji, which SASLprep refuses", "pass\u{1f600}word"],
] as const;

/** Passwords that SASLprep refuses or changes in a way of its own. */
const hostile = [
  ...usable.map(([, password]) => password),
  "\u0627\u0031",
  "\u0627a\u0627",
  "e\u0301\u0007",
  "\u00ad",
  "\u200b\u200bx",
  "e\u0301\u{1f600}",
  "e\u0301\ue000",
  "\ufb01\u212b\u2126\u1e9b\u0323",
  // What is refused before normalisation but not after it, where PostgreSQL leaves RFC 4013.
  "\u0340x\u00e9",
  "e\u0301\ua69c",
  "\u05d0\u2122\u05d0",
  "\u{1d400}\u{1d7d8}",
  "\ufffd\u00e9",
  "\u2028\u00e9",
];

async function withRole<T>(
  server: TestServer,
  password: string,
  work: (role: string) => Promise<T>,
): Promise<T> {
  const role = uniqueName("scram");
  const admin = (sql: string) => withSession(server.settings, (session) => session.query(sql));
  await admin(`CREATE ROLE ${quoteIdentifier(role)} LOGIN PASSWORD ${quoteLiteral(password)}`);
  try {
    return await work(role);
  } finally {
    await admin(`DROP ROLE ${quoteIdentifier(role)}`);
  }
}

for (const major of MAJORS) {
  describe(`a verifier made here, on PostgreSQL ${major}`, () => {
    for (const [what, password] of usable) {
      test(`lets in who knows the password, and nobody else: ${what}`, async () => {
        const server = await serverFor(major);
        await withRole(server, scramVerifier(password, { salt }), async (user) => {
          const settings = { ...server.settings, user, password };
          const rows = await withSession(settings, (session) => session.rows("SELECT current_user::text"));
          assert.deepEqual(rows, [[user]]);
          await assert.rejects(
            withSession({ ...settings, password: `${password}x` }, async () => undefined),
            (error) => error instanceof ConnectionError && error.code === "28P01",
          );
        });
      });
    }

    test("is stored as it is, and with the server's own salt it is the server's own verifier, whatever SASLprep makes of the password", async () => {
      const server = await serverFor(major);
      for (const password of hostile) {
        const name = JSON.stringify(password);
        const stored = (role: string) =>
          withSession(server.settings, (session) =>
            session.query<{ verifier: string }>(
              "SELECT rolpassword AS verifier FROM pg_catalog.pg_authid WHERE rolname = $1",
              [role],
            ),
          );
        const ours = scramVerifier(password, { salt });
        await withRole(server, ours, async (role) => {
          assert.equal((await stored(role))[0]?.verifier, ours, name);
        });
        await withRole(server, password, async (role) => {
          const theirs = (await stored(role))[0]?.verifier ?? "";
          const parts = parseScramVerifier(theirs);
          assert.ok(parts, name);
          assert.equal(scramVerifier(password, parts), theirs, name);
        });
      }
    });

    test("keeps the password out of the server's log, where a password sent in clear stands", async () => {
      const server = await serverFor(major);
      const [hidden, shown] = [uniqueName("hidden"), uniqueName("shown")];
      await withRole(server, scramVerifier(hidden, { salt }), async () => undefined);
      await withRole(server, shown, async () => undefined);
      const log = await readServerLog(server);
      assert.ok(!log.includes(hidden));
      assert.ok(log.includes(shown), "this test would see a password in the log");
    });
  });
}
