import { defaultDirectory, MAJORS, statusOf, stopLocalServer } from "../local";
import { fail, say } from "./say";

/** `npm stop`: stops the local servers of this checkout, whichever versions run. Their data stays. */
async function main(): Promise<void> {
  let stopped = 0;
  for (const major of MAJORS) {
    const directory = defaultDirectory(major);
    if (statusOf(directory).state === "absent") continue;
    const result = await stopLocalServer(directory, { log: say });
    if (result === "stopped") stopped++;
    say(`PostgreSQL ${major}: ${result}`);
  }
  if (stopped === 0) say("no local server of this checkout was running");
}

main().catch(fail);
