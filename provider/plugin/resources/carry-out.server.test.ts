import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Session, withSession } from "../../../postgres/connect/session";
import type { Plan } from "../../../postgres/plan/plan";
import { WireProxy } from "../../../test/faults/wire-proxy";
import { freshDatabase, serverFor, type TestDatabase, type TestServer } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import { type OperationContext, OutcomeUnknownError } from "../protocol";
import { carryOut } from "./carry-out";

describe("an operation's update", () => {
  let server: TestServer;
  let database: TestDatabase;
  let proxy: WireProxy;

  before(async () => {
    server = await serverFor(18);
    database = await freshDatabase(server, "carry");
    proxy = await WireProxy.start(server);
    await run("CREATE TABLE public.one (id int)");
  });
  after(async () => {
    await proxy.stop();
    await database.drop();
  });

  const run = (sql: string) => withSession(database.settings, (session) => session.query(sql));
  const isOn = async () => {
    const rows = await withSession(database.settings, (session) =>
      session.rows("SELECT relrowsecurity FROM pg_class WHERE oid = 'public.one'::regclass"),
    );
    return rows[0]?.[0] === true;
  };
  const plan = async (session: Session): Promise<Plan> => {
    const rows = await session.rows("SELECT relrowsecurity FROM pg_class WHERE oid = 'public.one'::regclass");
    if (rows[0]?.[0] === true) return { changes: [], statements: [], summary: [] };
    return {
      changes: [{ object: "table public.one", text: "gains ENABLE ROW LEVEL SECURITY", reason: "test" }],
      statements: [{ sql: "ALTER TABLE public.one ENABLE ROW LEVEL SECURITY", reason: "row security" }],
      summary: [],
    };
  };
  const context = (signal = new AbortController().signal) => {
    const lines: string[] = [];
    const made: OperationContext<ServerSettings> = {
      signal,
      config: proxy.through(server.settings),
      programRuns: async () => true,
      log: (severity, message, options) =>
        lines.push(`${severity}${options?.ephemeral === true ? " (ephemeral)" : ""}: ${message}`),
    };
    return { context: made, lines };
  };

  test("that takes long says what it is doing: reading, and the statements", async () => {
    const { context: operation, lines } = context();
    let slow = true;
    await carryOut(operation, database.name, async (session) => {
      if (slow) await sleep(2300);
      slow = false;
      const made = await plan(session);
      const wait = { sql: "SELECT pg_sleep(2.3)", reason: "a long statement" };
      return { ...made, statements: made.statements.length === 0 ? [] : [wait, ...made.statements] };
    });
    assert.deepEqual(lines, [
      "info (ephemeral): reads the catalog (2 s)",
      "info (ephemeral): 1 to 2 of 2: a long statement (and 1 more) (4 s)",
    ]);
    assert.ok(await isOn());
  });

  test("that is done at once says nothing, and no line comes later", async () => {
    await run("ALTER TABLE public.one DISABLE ROW LEVEL SECURITY");
    const { context: operation, lines } = context();
    await carryOut(operation, database.name, plan);
    await sleep(2200);
    assert.deepEqual(lines, []);
  });

  test("that the server refuses in words of its own is told in one line", async () => {
    const forged = "a\n  + nothing changes\u202e";
    await assert.rejects(
      carryOut(context().context, database.name, async (session) => {
        await session.query("SELECT $1::text::int", [forged]);
        return plan(session);
      }),
      (error: Error) => {
        assert.match(error.message, /"a\\u\{a\} {2}\+ nothing changes\\u\{202e\}"/);
        return true;
      },
    );
  });

  test("of which nobody can tell what came of it is reported to the engine as pending", async () => {
    await run("ALTER TABLE public.one DISABLE ROW LEVEL SECURITY");
    proxy.listener = (sql, moment) => {
      if (sql !== "COMMIT" || moment !== "before") return "pass";
      proxy.closed = true;
      return "unanswered";
    };
    await assert.rejects(carryOut(context().context, database.name, plan), OutcomeUnknownError);
    proxy.closed = false;
    proxy.listener = () => "pass";
    assert.ok(await isOn());
  });

  test("that is cancelled while the server commits is told as what it is: done", async () => {
    await run("ALTER TABLE public.one DISABLE ROW LEVEL SECURITY");
    const cancel = new AbortController();
    proxy.listener = (sql, moment) => {
      if (sql !== "COMMIT" || moment !== "before") return "pass";
      cancel.abort();
      return "mute";
    };
    const began = Date.now();
    const { done, after: rest } = await carryOut(context(cancel.signal).context, database.name, plan);
    proxy.listener = () => "pass";
    assert.equal(done.statements.length, 1);
    assert.deepEqual(rest.statements, []);
    // The engine waits five seconds for a plugin that it has told to stop.
    assert.ok(Date.now() - began < 4000);
    assert.ok(await isOn());
  });
});
