import { displayIdentifier } from "../../../postgres/sql/quote";
import { EXTENSIONS } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "extension-not-approved",
  title: "An extension is installed that nobody approved",
  severity: "medium",
  topic: "extensions",
  scope: "object",
  facts: ["extension"],
  about: "installed extensions",
  why: "The code of an extension runs inside of the server, much of it with a superuser's rights, and is updated by whoever remembers that it is there. A house that keeps a list of what it looks after finds what is not on it.",
  fix: "Drop the extension, or put it on the list: the rule's option approved.",
  withoutPalisade: EXTENSIONS,
  references: ["https://www.postgresql.org/docs/current/sql-createextension.html"],
  catalogue: ["E01"],
  options: {
    approved: {
      type: "strings",
      default: [],
      description:
        "The extensions that may be installed, beside plpgsql; without any the rule does not apply.",
    },
  },
  check(extension, { options }) {
    if (options.approved.length === 0)
      return notApplicable("the option approved says of no extension that it may be there");
    if (extension.name === "plpgsql" || options.approved.includes(extension.name)) return pass;
    const ref = { kind: "extension", ...inDatabase(extension.database), name: extension.name };
    return finding(
      locate(ref, extension),
      `the extension ${displayIdentifier(extension.name)} is not among those that are approved: ${options.approved.map(displayIdentifier).join(", ")}`,
      `DROP EXTENSION ${sqlName(extension.name)}; -- what depends on it goes first, or with CASCADE`,
    );
  },
});
