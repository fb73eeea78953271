import { OWN_PROGRAM } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "waiver-unused",
  title: "A waiver is for nothing",
  severity: "low",
  topic: "waivers",
  scope: "object",
  facts: ["waiver"],
  about: "waivers",
  why: "A waiver that nothing needs will one day cover a finding that nobody has decided about. Often its key is simply misspelt, and what it should cover is not covered.",
  fix: "Remove it, or correct its key: the report shows the key of every finding.",
  withoutPalisade: OWN_PROGRAM,
  references: [],
  catalogue: [],
  check(waiver) {
    if (waiver.used) return pass;
    if (waiver.undecided !== undefined) return notApplicable(waiver.undecided);
    return finding({ kind: "waiver", name: waiver.key }, `no finding has the key ${waiver.key}`);
  },
});
