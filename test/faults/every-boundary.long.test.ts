import { after, before, describe, test } from "node:test";
import { MAJORS, serverFor } from "../servers";
import { type Course, endCourse, loseForGood, loseOnce, recordCourse } from "./connection";
import { killPlugin, PluginProgram } from "./plugin-process";
import { MOMENTS } from "./wire-proxy";

for (const major of MAJORS) {
  describe(`faults at every statement of an update on PostgreSQL ${major}`, () => {
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

    for (const moment of MOMENTS) {
      test(`a connection lost: ${moment}`, async () => {
        for (const index of course.statements.keys()) await loseOnce(course, index, moment);
      });

      test(`a plugin killed: ${moment}`, async () => {
        for (const index of course.statements.keys()) await killPlugin(course, program, index, moment);
      });
    }

    test("a server that stays away", async () => {
      // Each takes as long as an update is patient, about ten seconds.
      for (let index = 0; index < course.statements.length; index += 5)
        await loseForGood(course, index, index % 2 === 0 ? "before" : "unanswered");
      await loseForGood(course, course.statements.lastIndexOf("COMMIT"), "before");
    });
  });
}
