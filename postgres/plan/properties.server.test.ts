import { MAJORS } from "../../test/servers";
import { accessProperty } from "./testing/access-property";

/** The same cases in every run of the tests, so that a failure comes from a change. The long run takes new ones. */
const SEED = 20260101;

for (const major of MAJORS) {
  accessProperty(major, { as: "superuser", runs: 70, seed: SEED + major });
  accessProperty(major, { as: "operator", runs: 30, seed: SEED - major });
}
