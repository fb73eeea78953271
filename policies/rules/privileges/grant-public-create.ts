import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "grant-public-create",
  title: "PUBLIC may create objects in a schema",
  severity: "high",
  topic: "privileges",
  scope: "object",
  facts: ["grant"],
  about: "privileges on schemas",
  why: "Whoever can create functions, operators and tables in a schema that others have in their search_path runs code with the others' rights: it puts an object of a better-matching name there and waits (CVE-2018-1058). Up to PostgreSQL 14 this is the state of schema public from the start.",
  fix: "Revoke CREATE from PUBLIC. The owner of the objects keeps it.",
  palisade: DECLARED_GRANTS,
  references: [
    "https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS",
    "https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path",
  ],
  catalogue: ["G01"],
  check: (grant) => (grant.object.kind === "schema" ? notToPublic(grant, ["CREATE"]) : undefined),
});
