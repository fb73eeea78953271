import type { ResourceFact } from "../../facts/resources";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./protection-change-ignored";

const { urn, type, name, ...resource } = roleResource();
const fact: ResourceFact = { origin: { urn, type, name }, ignoreChanges: [] };

export default defineProof({
  rule,
  world: "declaration",
  bad: { resource: [{ ...fact, ignoreChanges: ["superuser"] }] },
  fixed: { resource: [fact] },
  notApplicable: { resource: [] },
  key: "protection-change-ignored:resource postgresql.Role app (superuser)",
  live: { kind: "none", because: "a server does not know what the engine ignores" },
  declaration: {
    kind: "resources",
    bad: [{ ...resource, urn, type, name, ignoreChanges: ["superuser"] }],
    fixed: [{ ...resource, urn, type, name, ignoreChanges: [] }],
  },
});
