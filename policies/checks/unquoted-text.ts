import { known } from "../facts/maybe";
import { displayObject } from "../facts/object-ref";
import type { FunctionFact } from "../facts/objects";
import { locate } from "../facts/origin";
import { finding, pass, type Verdict } from "../verdict";

/** Objects to a function that runs as a statement what its caller wrote into a text. Says nothing of code that nobody has read. */
export function unquotedText(fact: FunctionFact, as: string, fix?: string): Verdict | undefined {
  if (fact.code === undefined) return undefined;
  const { texts } = known(fact.code);
  if (texts.length === 0) return undefined;
  const open = texts.filter(({ unquoted }) => unquoted.length > 0);
  if (open.length === 0) return pass;
  const where = open
    .map(({ line, unquoted }) => `line ${line} of its body with ${unquoted.join(", ")} unquoted`)
    .join("; ");
  return finding(
    locate(fact.object, fact, "securityDefiner"),
    `${displayObject(fact.object)} runs a text ${as}, ${where}`,
    fix,
  );
}
