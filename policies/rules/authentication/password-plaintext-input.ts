import { ROLES_WITH_VERIFIERS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

/** The option reads as if it made the password safe. */
const ONLY_OUTPUT =
  "; additionalSecretOutputs encrypts the output in the state alone, and the input still stands in clear in the statement";

/** No program computes a verifier there. */
const IN_MIGRATIONS =
  "change the password, for the repository keeps it, and leave it out of the migration: a placeholder that the tool fills in, best with a SCRAM-SHA-256 verifier, or ALTER ROLE by whoever provisions the server";

/** No verifier helps whoever has to prove that it knows the password. */
const FOR_CONNECTIONS =
  "change the password, for the repository keeps it, and leave it out of the migration: a placeholder that the tool fills in, a certificate, or passfile in its place";

export default defineRule({
  id: "password-plaintext-input",
  title: "A password stands in plain text in a program or a migration",
  severity: "high",
  topic: "authentication",
  scope: "object",
  world: "declaration",
  facts: ["passwordInput"],
  about: "passwords of roles, and of connections that migrations make",
  why: "The password stands in the statement that sets it, so that the server's log, pg_stat_activity and every extension that keeps statements may show it; and whether it has changed in the server cannot be seen. In a migration everybody has it who may read the repository, now and in its history.",
  fix: "Give the role a SCRAM-SHA-256 verifier instead, computed from the password by the program. The components of this package do so.",
  palisade: ROLES_WITH_VERIFIERS,
  references: [
    "https://www.postgresql.org/docs/current/sql-createrole.html",
    "https://www.rfc-editor.org/rfc/rfc5803",
  ],
  catalogue: ["C18"],
  check(input) {
    // Whoever connects must have the password itself: no program can give a verifier in its place.
    if (input.connects === true && input.origin !== undefined) return undefined;
    const form = known(input.form);
    if (form === "scram-sha-256") return pass;
    return finding(
      locate({ kind: "password", name: input.owner }, input),
      `${input.origin === undefined ? "" : "the input "}${input.property} of ${input.owner} holds ${form === "md5" ? "an MD5 hash" : "a password in plain text"}${input.secretOutput === true ? ONLY_OUTPUT : ""}`,
      input.connects === true ? FOR_CONNECTIONS : input.origin === undefined ? IN_MIGRATIONS : undefined,
    );
  },
});
