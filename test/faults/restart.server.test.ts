import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { converge } from "../../postgres/apply/converge";
import { withSession } from "../../postgres/connect/session";
import { type LocalServer, removeLocalServer, startLocalServer, statusOf } from "../../tools/local/index";
import type { Major } from "../servers";
import { serversFolder } from "../servers-folder";
import { type Course, endCourse, isDone, recordCourse } from "./connection";
import type { Moment, Verdict } from "./wire-proxy";

for (const major of [14, 18] satisfies Major[]) {
  describe(`a server of PostgreSQL ${major} that goes down in the middle of an update`, () => {
    let server: LocalServer;
    let directory: string;
    let course: Course;

    const start = () =>
      startLocalServer({
        major,
        directory,
        port: "any",
        durable: false,
        lifetime: "process",
        // What was committed must be there after a crash; the machine itself does not crash.
        settings: { fsync: false, synchronous_commit: true, max_connections: 50 },
      });

    before(async () => {
      directory = mkdtempSync(join(serversFolder(), `${process.pid}-`));
      server = await start();
      course = await recordCourse(server);
    });
    after(async () => {
      await endCourse(course);
      await removeLocalServer(directory);
    });

    /** Lets something happen to the server at a statement, and sees that the update is done when it is back. */
    const survives = async (
      index: number,
      moment: Moment,
      strike: () => Promise<void>,
      verdict: Verdict = "cut",
    ) => {
      const { scene, proxy } = course;
      const settings = await scene.reset();
      let sent = 0;
      let back: Promise<void> | undefined;
      proxy.listener = (_sql, phase) => {
        if (back !== undefined) return "pass";
        if (phase === "before") sent += 1;
        if (sent !== index + 1 || (phase === "after") !== (moment !== "before")) return "pass";
        back = strike();
        return verdict;
      };
      const { done } = await converge(proxy.through(settings), scene.plan);
      assert.ok(done.statements.length >= 6);
      assert.ok(back !== undefined, `nothing happened at ${index}`);
      await back;
      await isDone(course, settings.database);
    };

    /** `pg_ctl stop -m immediate` is this signal. Recovery comes with the start. */
    const restart = async () => {
      process.kill(server.pid, "SIGQUIT");
      for (let waited = 0; statusOf(directory).state === "running"; waited += 20) {
        assert.ok(waited < 10_000, "the server does not end");
        await sleep(20);
      }
      const { port } = server;
      server = await start();
      assert.equal(server.port, port);
    };

    test("an immediate restart at any statement", async () => {
      const { statements } = course;
      for (const index of statements.keys())
        await survives(index, index % 2 === 0 ? "before" : "after", restart);
      // The server has committed, or not, and goes down before the client hears of it.
      for (const moment of ["before", "after"] as const)
        await survives(statements.lastIndexOf("COMMIT"), moment, restart);
    });

    test("a crash of the server, which ends every session and recovers by itself", async () => {
      const { statements } = course;
      const grant = statements.findIndex((sql) => sql.includes("GRANT SELECT"));
      for (const index of [grant, statements.lastIndexOf("COMMIT")]) {
        // As every process may, the checkpointer takes all others with it when it dies.
        const [victim] = await withSession(server.settings, (session) =>
          session.query<{ pid: number }>(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
          ),
        );
        const crash = async () => {
          process.kill(victim?.pid ?? 0, "SIGKILL");
          // Client and proxy are in this process: they stand still until the server has noticed.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
        };
        await survives(index, "before", crash, "pass");
      }
    });
  });
}
