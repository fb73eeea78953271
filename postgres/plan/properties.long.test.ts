import { MAJORS } from "../../test/servers";
import { accessProperty } from "./testing/access-property";

for (const major of MAJORS)
  for (const as of ["superuser", "operator"] as const) accessProperty(major, { as, runs: 1000 });
