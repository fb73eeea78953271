import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const KINDS: ReadonlySet<string> = new Set([
  "table",
  "foreign table",
  "view",
  "materialized view",
  "sequence",
  "column",
]);

export default defineRule({
  id: "grant-public-table",
  title: "PUBLIC has privileges on a table, view or sequence",
  severity: "high",
  topic: "privileges",
  scope: "object",
  facts: ["grant"],
  about: "privileges on tables, views and sequences",
  why: "PUBLIC is every role of the server, those that do not exist yet included. What it is granted cannot be withheld from anybody.",
  fix: "Revoke it from PUBLIC and grant it to the roles that need it.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-priv.html"],
  catalogue: ["G03"],
  check: (grant) =>
    KINDS.has(grant.object.kind) && grant.extension === undefined ? notToPublic(grant, "any") : undefined,
});
