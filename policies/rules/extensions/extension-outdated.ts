import { displayIdentifier } from "../../../postgres/sql/quote";
import { EXTENSIONS } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "extension-outdated",
  title: "An extension is older than the files of the server",
  severity: "medium",
  topic: "extensions",
  scope: "object",
  world: "server",
  facts: ["extension"],
  about: "installed extensions",
  why: "A minor release mends the functions of an extension only for those who update it in each database: until then its old statements, with their holes, stay in the catalog.",
  fix: "ALTER EXTENSION … UPDATE, in every database that has it.",
  withoutPalisade: EXTENSIONS,
  references: ["https://www.postgresql.org/docs/current/sql-alterextension.html"],
  catalogue: ["E03"],
  check(extension) {
    const { version, available } = extension;
    if (version === undefined || available === undefined || available === null) return undefined;
    if (version === available) return pass;
    const ref = { kind: "extension", ...inDatabase(extension.database), name: extension.name };
    return finding(
      locate(ref, extension),
      `the extension ${displayIdentifier(extension.name)} is at version ${version}, and ${available} is there`,
      `ALTER EXTENSION ${sqlName(extension.name)} UPDATE;`,
    );
  },
});
