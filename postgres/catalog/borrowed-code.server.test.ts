import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../test/servers";
import { withSession } from "../connect/session";
import { readServerCode } from "./server-code";

for (const major of MAJORS) {
  describe(`code that tables borrow on PostgreSQL ${major}`, () => {
    test("is found wherever a table calls it, and only where it is somebody else's who is no superuser", async () => {
      const database = await freshDatabase(await serverFor(major), "borrowed");
      const [owner, other] = [uniqueName("owner"), uniqueName("other")];
      try {
        await withSession(database.settings, async (session) => {
          const body = "LANGUAGE sql IMMUTABLE AS 'SELECT $1'";
          for (const sql of [
            `CREATE ROLE ${owner}`,
            `CREATE ROLE ${other}`,
            "CREATE SCHEMA app",
            `GRANT ALL ON SCHEMA app TO ${owner}, ${other}`,
            `CREATE FUNCTION app.mine(int) RETURNS int ${body}`,
            `ALTER FUNCTION app.mine(int) OWNER TO ${owner}`,
            `CREATE FUNCTION app.root(int) RETURNS int ${body}`,
            `CREATE FUNCTION app.theirs(int) RETURNS int ${body}`,
            `ALTER FUNCTION app.theirs(int) OWNER TO ${other}`,
            "CREATE FUNCTION app.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            `ALTER FUNCTION app.fire() OWNER TO ${other}`,
            `CREATE TABLE app.t (a int DEFAULT app.theirs(1), b int DEFAULT app.mine(1), c int DEFAULT app.root(1),
               CONSTRAINT positive CHECK (app.theirs(b) > 0))`,
            "CREATE INDEX sorted ON app.t (app.theirs(b))",
            "CREATE POLICY shown ON app.t USING (app.theirs(a) > 0)",
            "CREATE TRIGGER fire BEFORE INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.fire()",
            "CREATE TRIGGER off BEFORE INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.fire()",
            "ALTER TABLE app.t DISABLE TRIGGER off",
            `ALTER TABLE app.t OWNER TO ${owner}`,
          ])
            await session.query(sql);
          const { borrowedCode } = await readServerCode(session);
          assert.deepEqual(
            borrowedCode.map(
              ({ caller, function: code }) => `${caller.kind} ${caller.name}: ${code.name}(${code.args})`,
            ),
            [
              "constraint positive: theirs(integer)",
              "default a: theirs(integer)",
              "index sorted: theirs(integer)",
              "policy shown: theirs(integer)",
              "trigger fire: fire()",
            ],
          );
          assert.deepEqual(
            new Set(borrowedCode.map(({ table, function: code }) => `${table.owner} ${code.owner}`)),
            new Set([`${owner} ${other}`]),
          );
        });
      } finally {
        await database.drop();
        await withSession((await serverFor(major)).settings, (session) =>
          session.query(`DROP ROLE IF EXISTS ${owner}, ${other}`),
        );
      }
    });
  });
}
