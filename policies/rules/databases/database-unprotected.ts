import { HARDENED_DATABASE } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "database-unprotected",
  title: "A database can be deleted by mistake",
  severity: "high",
  topic: "databases",
  scope: "object",
  world: "declaration",
  facts: ["database"],
  about: "declared databases",
  why: "A changed name or a removed line makes the engine drop the database WITH (FORCE): open sessions are ended and all data is gone.",
  fix: "Declare the database with protect: true. Whoever means to delete it takes the protection away first, in a change of its own.",
  palisade: HARDENED_DATABASE,
  references: ["https://www.pulumi.com/docs/iac/concepts/options/protect/"],
  catalogue: ["B07"],
  check(database) {
    if (database.protected === undefined) return undefined;
    if (database.protected) return pass;
    const ref = { kind: "database", name: database.name };
    return finding(locate(ref, database), `${displayObject(ref)} is not protected against deletion`);
  },
});
