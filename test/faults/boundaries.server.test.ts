import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Major, serverFor } from "../servers";
import { type Course, endCourse, loseForGood, loseOnce, recordCourse } from "./connection";
import { killPlugin, PluginProgram } from "./plugin-process";
import { MOMENTS } from "./wire-proxy";

// Every statement once, its moments in turn, on the oldest and the newest server; every moment of every statement on
// all of them is every-boundary.long.test.ts.
for (const major of [14, 18] satisfies Major[]) {
  describe(`faults at the statements of an update on PostgreSQL ${major}`, () => {
    let course: Course;
    let program: PluginProgram;
    before(async () => {
      course = await recordCourse(await serverFor(major));
      program = await PluginProgram.make();
    });
    after(async () => {
      program.remove();
      await endCourse(course);
    });

    const turn = (index: number) => MOMENTS[index % MOMENTS.length] ?? "before";
    const commit = () => course.statements.lastIndexOf("COMMIT");

    test("a connection lost at any statement delays the update and breaks nothing", async () => {
      for (const index of course.statements.keys()) await loseOnce(course, index, turn(index));
    });

    test("a connection lost at COMMIT is found out about", async () => {
      for (const moment of MOMENTS) await loseOnce(course, commit(), moment);
    });

    test("a server that stays away before COMMIT: nothing was changed", async () => {
      const middle = course.statements.findIndex((sql) => sql.includes("GRANT SELECT"));
      const error = await loseForGood(course, middle, "unanswered");
      assert.match(error.message, /the connection to .* was lost.*\. Nothing was changed/);
      assert.match(error.message, /tried 8 times/);
    });

    test("a server that stays away during COMMIT: nobody can tell, and that is said", async () => {
      const error = await loseForGood(course, commit(), "unanswered");
      assert.equal(error.name, "OutcomeUnknown");
      assert.match(
        error.message,
        /either all of the update is done or nothing of it.*pg_xact_status\('\d+'\)/,
      );
      assert.doesNotMatch(error.message, /deployer'/);
    });

    test("a killed plugin leaves all or nothing", async () => {
      for (const index of course.statements.keys()) await killPlugin(course, program, index, turn(index + 1));
      for (const moment of MOMENTS) await killPlugin(course, program, commit(), moment);
    });
  });
}
