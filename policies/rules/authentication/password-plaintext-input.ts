import { ROLES_WITH_VERIFIERS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

/** The option reads as if it made the password safe. */
const ONLY_OUTPUT =
  "; additionalSecretOutputs encrypts the output in the state alone, and the input still stands in clear in the statement";

export default defineRule({
  id: "password-plaintext-input",
  title: "A role's password is declared in plain text",
  severity: "high",
  topic: "authentication",
  scope: "object",
  world: "declaration",
  facts: ["passwordInput"],
  about: "passwords of roles",
  why: "The password stands in the statement that sets it, so that the server's log, pg_stat_activity and every extension that keeps statements may show it; and whether it has changed in the server cannot be seen.",
  fix: "Give the role a SCRAM-SHA-256 verifier instead, computed from the password by the program. The components of this package do so.",
  palisade: ROLES_WITH_VERIFIERS,
  references: [
    "https://www.postgresql.org/docs/current/sql-createrole.html",
    "https://www.rfc-editor.org/rfc/rfc5803",
  ],
  catalogue: ["C18"],
  check(input) {
    const form = known(input.form);
    if (form === "scram-sha-256") return pass;
    return finding(
      locate({ kind: "password", name: input.owner }, input),
      `the input ${input.property} of ${input.owner} holds ${form === "md5" ? "an MD5 hash" : "a password in plain text"}${input.secretOutput === true ? ONLY_OUTPUT : ""}`,
    );
  },
});
