import { displayIdentifier } from "../../../postgres/sql/quote";
import { EXTENSIONS } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "extension-in-public",
  title: "An extension's objects lie in the schema public",
  severity: "medium",
  topic: "extensions",
  scope: "object",
  facts: ["extension"],
  about: "installed extensions",
  why: "The search path of every session looks in public: whoever may create there puts a function of the same name with better fitting types beside the extension's, and callers run it.",
  fix: "Move the extension to a schema of its own.",
  withoutPalisade: EXTENSIONS,
  references: ["https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-RELOCATION"],
  catalogue: ["E02"],
  check(extension) {
    if (extension.schema === undefined) return undefined;
    if (known(extension.schema) !== "public") return pass;
    const ref = { kind: "extension", ...inDatabase(extension.database), name: extension.name };
    return finding(
      locate(ref, extension),
      `the extension ${displayIdentifier(extension.name)} is installed in the schema public`,
      `CREATE SCHEMA IF NOT EXISTS extensions; ALTER EXTENSION ${sqlName(extension.name)} SET SCHEMA extensions;`,
    );
  },
});
