import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "grant-public-large-object",
  title: "PUBLIC has privileges on a large object",
  severity: "high",
  topic: "privileges",
  scope: "object",
  facts: ["grant"],
  about: "privileges on large objects",
  why: "A large object lies in no schema: whoever can connect and knows or guesses its number reads it with lo_get(), or changes it with lo_put(). No row-level security looks at it.",
  fix: "Revoke it from PUBLIC and grant it to the roles that need it.",
  palisade: DECLARED_GRANTS,
  references: [
    "https://www.postgresql.org/docs/current/lo-implementation.html",
    "https://www.postgresql.org/docs/current/ddl-priv.html",
  ],
  catalogue: ["G03"],
  check: (grant) => (grant.object.kind === "large object" ? notToPublic(grant, "any") : undefined),
});
