import { MAJORS } from "../../test/servers";
import { accessProperty } from "./testing/access-property";

/** Cases on each major in every run of the tests. The long run takes 1,000. */
const CASES = 100;

for (const major of MAJORS) accessProperty(major, CASES);
