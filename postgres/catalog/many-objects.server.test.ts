import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  freshDatabase,
  MAJORS,
  startTestServer,
  type TestDatabase,
  type TestServer,
} from "../../test/servers";
import { converge } from "../apply/converge";
import { observe } from "../apply/observe";
import { type Session, withSession } from "../connect/session";
import { heldBy } from "../model/acl";
import { privilegeSet } from "../model/privileges";
import { parseAccess } from "../plan/parse-access";
import { planAccess } from "../plan/plan-access";
import { readingFor } from "../plan/reading";
import { readDatabaseModel } from "./read-model";

/** In each of four schemas. */
const PART = { tables: 10_000, functions: 5_000, types: 5_000, sequences: 5_000 };

describe("a catalog with 100,000 objects", () => {
  let server: TestServer;
  let database: TestDatabase;
  const schemas = ["app", "billing", "stock", "audit"];

  before(async () => {
    // A server of its own: what it logs and locks would slow down all other tests.
    server = await startTestServer(MAJORS[MAJORS.length - 1] ?? 18, {
      log_statement: "none",
      max_wal_size: "4GB",
      // GRANT locks each table that it names, so that one update needs room for 40,000 locks.
      max_locks_per_transaction: 2048,
    });
    database = await freshDatabase(server, "many");
    const settings = { ...database.settings, statementTimeout: 0 };
    await withSession(settings, async (session) => {
      await session.query("CREATE ROLE keeper; CREATE ROLE reader; CREATE ROLE writer");
      for (const schema of schemas) await session.query(`CREATE SCHEMA ${schema} AUTHORIZATION keeper`);
    });
    // Each COMMIT gives back the locks of its thousand objects.
    const create = async (schema: string) =>
      withSession(settings, async (session) => {
        await session.query("SET ROLE keeper");
        await session.query(`DO $$ BEGIN
          FOR i IN 1..${PART.tables} LOOP
            EXECUTE format('CREATE TABLE ${schema}.t%s (id int)', i);
            EXECUTE format('GRANT SELECT, INSERT ON ${schema}.t%s TO writer; GRANT SELECT ON ${schema}.t%s TO reader', i, i);
            IF i % 1000 = 0 THEN COMMIT; END IF;
          END LOOP;
          FOR i IN 1..${PART.functions} LOOP
            EXECUTE format('CREATE FUNCTION ${schema}.f%s(a int) RETURNS int LANGUAGE sql AS ''SELECT 1''', i);
            EXECUTE format('CREATE TYPE ${schema}.e%s AS ENUM ()', i);
            EXECUTE format('CREATE SEQUENCE ${schema}.s%s', i);
            IF i % 1000 = 0 THEN COMMIT; END IF;
          END LOOP; END $$`);
      });
    await Promise.all([create("app"), create("billing")]);
    await Promise.all([create("stock"), create("audit")]);
  });
  after(() => server.stop());

  test("is read completely", async () => {
    const model = await observe(database.settings, (session) => readDatabaseModel(session));
    const own = [...model.objects.values()].filter(
      ({ schema }) => schema !== undefined && schemas.includes(schema),
    );
    assert.equal(own.length, schemas.length * Object.values(PART).reduce((sum, count) => sum + count));
    assert.equal(
      own.filter(({ acl }) => heldBy(acl, "writer") === privilegeSet(["SELECT", "INSERT"])).length,
      schemas.length * PART.tables,
    );
    assert.ok(new Set(own.map(({ acl }) => acl)).size <= 4, "equal access lists are one list in memory");
  });

  test("is read by two sessions, and by one where that is said", async () => {
    const isOther = (alone: boolean) =>
      observe(database.settings, async (session, beside) => (await beside()) !== session, { alone });
    // A busy machine may take three times as long for a second session as it took for the first.
    while (!(await isOther(false)));
    assert.equal(await isOther(true), false);
  });

  test("is planned and converged in one update, and a second plan is empty", async () => {
    const { intent, problems } = parseAccess({
      database: database.name,
      owner: "keeper",
      modes: { database: "additive", roles: "additive", memberships: "additive" },
      schemas: Object.fromEntries(
        schemas.map((schema) => [
          schema,
          {
            roles: { writer: { tables: ["SELECT", "INSERT"] } },
            public: { functions: ["EXECUTE"], types: ["USAGE"] },
          },
        ]),
      ),
    });
    assert.deepEqual(problems, []);
    assert.ok(intent);
    const plan = async (session: Session) =>
      planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    const { done } = await converge({ ...database.settings, statementTimeout: 0 }, plan);
    const losses = done.changes.filter(({ text }) => text === "reader loses SELECT");
    assert.equal(losses.length, schemas.length * PART.tables);
    const second = await observe(database.settings, plan);
    assert.deepEqual(second.changes, []);
    assert.deepEqual(second.statements, []);
  });
});
