import { isOfTheServer } from "../../checks/languages";
import { EXTENSIONS } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "language-unneeded",
  title: "A procedural language beside PL/pgSQL is installed that nobody has asked for",
  severity: "low",
  topic: "extensions",
  scope: "object",
  facts: ["language"],
  about: "trusted procedural languages",
  why: "Everybody who may create a function may write it in a trusted language: an interpreter inside of the server, whose own holes become the server's. What no function needs should not be there.",
  fix: "Drop the language, or name it in the option allowed.",
  withoutPalisade: EXTENSIONS,
  references: ["https://www.postgresql.org/docs/current/xplang.html"],
  catalogue: ["E05"],
  options: {
    allowed: {
      type: "strings",
      default: ["plpgsql"],
      description: "Trusted languages that are wanted.",
    },
  },
  check(language, { options }) {
    // Untrusted ones are worse, and language-untrusted tells of them.
    if (!language.trusted || isOfTheServer(language)) return undefined;
    if (options.allowed.includes(language.name)) return pass;
    return finding(
      locate({ kind: "language", ...inDatabase(language.database), name: language.name }, language),
      `the trusted language ${language.name} is installed, and the option allowed does not name it`,
      `DROP EXTENSION IF EXISTS ${sqlName(language.name)}; DROP LANGUAGE IF EXISTS ${sqlName(language.name)};`,
    );
  },
});
