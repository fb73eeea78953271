import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { freshDatabase, type Major, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { Properties } from "../protocol";
import { accessResource } from "./access";
import { Driver } from "./testing/driver";

const CROWD = 20;
const TABLES = 5;

/** Milliseconds. A single statement of a slowed update stays far below, all updates together go far beyond. */
const STATEMENT_TIMEOUT = 3_000;

for (const major of [14, 18] satisfies Major[]) {
  describe(`${CROWD} updates of different stacks on one slow database of PostgreSQL ${major}`, () => {
    const prefix = uniqueName("standing");
    const [owner, app] = [`${prefix}_owner`, `${prefix}_app`];
    const numbers = [...Array(CROWD).keys()];
    let database: TestDatabase;

    const sql = (...statements: string[]) =>
      withSession(database.settings, async (session) => {
        for (const statement of statements) await session.query(statement);
      });

    before(async () => {
      database = await freshDatabase(await serverFor(major), "standing");
      await sql(`CREATE ROLE ${owner}`, `CREATE ROLE ${app}`);
      for (const number of numbers)
        await sql(
          `CREATE SCHEMA s${number} AUTHORIZATION ${owner}`,
          `SET ROLE ${owner}`,
          ...[...Array(TABLES).keys()].map((table) => `CREATE TABLE s${number}.t${table} (id int)`),
          "RESET ROLE",
        );
      // Every GRANT takes its time, as on a server that is busy or far away.
      await sql(
        "CREATE FUNCTION public.slow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_catalog.pg_sleep(0.15); END $$",
        "CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('GRANT') EXECUTE FUNCTION public.slow()",
      );
    });
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) =>
        session.query(`DROP ROLE ${owner}, ${app}`),
      );
    });

    const declaration = (number: number): Properties => ({
      database: database.name,
      owner,
      mode: "additive",
      schemas: { [`s${number}`]: { roles: { [app]: { schema: ["USAGE"], tables: ["SELECT", "INSERT"] } } } },
    });

    test("all end well, although they take longer together than a statement may", async () => {
      const { database: _, ...rest } = database.settings;
      const server = { ...rest, statementTimeout: STATEMENT_TIMEOUT, applicationName: "palisade" };
      const stacks = numbers.map(
        (number) => new Driver(accessResource, server, `urn:pulumi:s${number}::t::x::a`),
      );
      const began = Date.now();
      await Promise.all(stacks.map((stack, number) => stack.up(declaration(number))));
      assert.ok(Date.now() - began > 2 * STATEMENT_TIMEOUT, `${Date.now() - began} ms`);
      for (const [number, stack] of stacks.entries())
        assert.deepEqual(await stack.preview(declaration(number)), []);
      const granted = await withSession(database.settings, (session) =>
        session.rows(
          `SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname ~ '^s[0-9]+$' AND c.relkind = 'r' AND has_table_privilege($1, c.oid, 'INSERT')`,
          [app],
        ),
      );
      assert.deepEqual(granted, [[CROWD * TABLES]]);
    });
  });
}
