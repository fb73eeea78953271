import { quoteLiteral } from "../../../postgres/sql/quote";
import { isOfTheServer } from "../../checks/languages";
import { EXTENSIONS } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "language-untrusted",
  title: "An untrusted procedural language is installed, or one of the server's own is marked as trusted",
  severity: "high",
  topic: "extensions",
  scope: "object",
  facts: ["language"],
  about: "procedural languages beside those that PostgreSQL brings",
  why: "A function in an untrusted language does what the server's operating system account can do: files, network, programs. One SECURITY DEFINER function in it is a way from an application to the host. Where somebody marks c or internal as trusted, whoever has USAGE on it, at first everybody, calls any function of any library.",
  fix: "Drop the language; use its trusted sister, or run the code outside the database.",
  withoutPalisade: EXTENSIONS,
  references: ["https://www.postgresql.org/docs/current/xplang.html"],
  catalogue: ["E04"],
  options: {
    allowed: { type: "strings", default: [], description: "Untrusted languages that are wanted." },
  },
  check(language, { options }) {
    const object = locate(
      { kind: "language", ...inDatabase(language.database), name: language.name },
      language,
    );
    if (isOfTheServer(language) && language.trusted)
      return finding(
        object,
        `the language ${language.name} is marked as trusted, so that roles with USAGE on it can call any function of any library`,
        `UPDATE pg_catalog.pg_language SET lanpltrusted = false WHERE lanname = ${quoteLiteral(language.name)};`,
      );
    if (language.trusted || options.allowed.includes(language.name)) return pass;
    return finding(
      object,
      `the language ${language.name} is installed, which can do anything that the server's operating system account can`,
      `DROP EXTENSION IF EXISTS ${sqlName(language.name)}; DROP LANGUAGE IF EXISTS ${sqlName(language.name)};`,
    );
  },
});
