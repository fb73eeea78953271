import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { connect, type Session } from "../connect/session";
import { GUESSING_TIME, readPasswordGuesses } from "./password-guesses";

for (const major of MAJORS) {
  describe(`guessing passwords on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let session: Session;
    before(async () => {
      database = await freshDatabase(await serverFor(major), "guesses");
      session = await connect(database.settings);
    });
    after(async () => {
      await session.end();
      await database.drop();
    });

    /** The answer for one role that exists only for the question. */
    async function guess(password: string, encryption = "scram-sha-256", budget = 60_000) {
      const name = uniqueName("guess");
      await session.query("BEGIN");
      try {
        await session.query(`SET LOCAL password_encryption = '${encryption}'`);
        const text = password
          .replace("$name", name)
          .replace("$NAME", name.toUpperCase())
          .replace("$eman", [...name].reverse().join(""));
        await session.query(`CREATE ROLE ${name} LOGIN PASSWORD '${text}'`);
        return (await readPasswordGuesses(session, budget)).guesses?.get(name);
      } finally {
        await session.query("ROLLBACK");
      }
    }

    test("finds a common password and the role's own name behind SCRAM and MD5", async () => {
      assert.equal(await guess("mysecretpassword"), "a common password");
      assert.equal(await guess("$name"), "its own name");
      for (const end of ["1", "123", "!"])
        assert.equal(await guess(`$name${end}`), "its own name with something behind it");
      assert.equal(await guess("$NAME"), "its own name in capitals");
      assert.equal(await guess("$eman"), "its own name backwards");
      assert.equal(await guess("changeme", "md5"), "a common password");
    });

    test("does not find what nobody guesses, and says what there was no time for", async () => {
      assert.equal(await guess("FV3-quincunx-1977-otter"), false);
      assert.equal(await guess("mysecretpassword", "scram-sha-256", -1), "not tried");
    });

    test("is left to those who may read verifiers", async () => {
      const name = uniqueName("reader");
      await session.query("BEGIN");
      await session.query(`CREATE ROLE ${name}`);
      await session.query(`SET LOCAL ROLE ${name}`);
      assert.deepEqual(await readPasswordGuesses(session, GUESSING_TIME), {});
      await session.query("ROLLBACK");
    });
  });
}
