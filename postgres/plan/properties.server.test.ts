import { MAJORS } from "../../test/servers";
import { accessProperty } from "./testing/access-property";

/** Cases on each major: with five majors 100 in every run of the tests. The long run takes 1,000 a major. */
const CASES = 20;

for (const major of MAJORS) accessProperty(major, CASES);
