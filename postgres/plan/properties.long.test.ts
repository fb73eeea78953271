import { MAJORS } from "../../test/servers";
import { accessProperty } from "./testing/access-property";

/** Cases on each major. */
const CASES = 1000;

for (const major of MAJORS) accessProperty(major, CASES);
