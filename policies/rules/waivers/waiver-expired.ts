import { OWN_PROGRAM } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "waiver-expired",
  title: "A waiver has expired",
  severity: "medium",
  topic: "waivers",
  scope: "object",
  facts: ["waiver"],
  about: "waivers",
  why: "Somebody decided to live with a finding up to a day that has passed. The finding counts again, and the decision is due.",
  fix: "Mend what the waiver is for, or decide anew: give it a new day and, if it has changed, a new reason.",
  withoutPalisade: OWN_PROGRAM,
  references: [],
  catalogue: [],
  check(waiver) {
    if (!waiver.expired) return pass;
    return finding(
      { kind: "waiver", name: waiver.key },
      `the waiver for ${waiver.key} ended on ${waiver.expires}`,
    );
  },
});
