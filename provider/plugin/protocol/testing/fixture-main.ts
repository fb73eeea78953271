import { runProvider } from "../index";
import { fixtureProvider } from "./fixture-provider";

/** Run by the tests as a plugin's process. Reports on standard error what happened to its operations. */
const events: string[] = [];
events.push = (...items) => {
  process.stderr.write(`${items.join("\n")}\n`);
  return items.length;
};
void runProvider(fixtureProvider(events));
