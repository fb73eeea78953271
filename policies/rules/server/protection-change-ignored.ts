import { protectingAmong } from "../../checks/protecting-properties";
import { OWN_PROGRAM } from "../../examples/not-made";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, notApplicable } from "../../verdict";

export default defineRule({
  id: "protection-change-ignored",
  title: "Changes of what protects the database are ignored",
  severity: "medium",
  topic: "server",
  scope: "object",
  world: "declaration",
  facts: ["resource"],
  about: "resources that protect a database",
  why: "The engine leaves a property that ignoreChanges names as it finds it: what somebody has granted, loosened or switched off on the server by hand is never repaired, and a change of the program never arrives.",
  fix: "Take the property out of ignoreChanges. Where something else is in charge of it, say so in a waiver with a reason.",
  withoutPalisade: OWN_PROGRAM,
  references: ["https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/"],
  check(resource) {
    const { type, name } = resource.origin;
    const ignored = protectingAmong(type, resource.ignoreChanges);
    if (ignored === undefined) return notApplicable(`nothing of a ${shortType(type)} protects a database`);
    return ignored.map((property) =>
      finding(
        locate({ kind: "resource", name: `${shortType(type)} ${name}`, part: property }, resource),
        `the ${shortType(type)} ${name} ignores changes of ${property === "*" ? "every property" : property}`,
        `take ${property} out of ignoreChanges`,
      ),
    );
  },
});

/** `postgresql:index/role:Role` as programs write it: postgresql.Role. */
function shortType(type: string): string {
  const parts = type.split(":");
  return parts[1] === "providers" ? `${parts[2]}.Provider` : `${parts[0]}.${parts[2]}`;
}
