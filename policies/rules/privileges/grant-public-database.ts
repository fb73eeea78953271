import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "grant-public-database",
  title: "PUBLIC may connect to the database or create in it",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant"],
  about: "privileges on databases",
  why: "From the start every login role of the server may connect to every database and create temporary objects there. A leaked password of one application then opens all of them, and temporary functions are a tool of several attacks on row security.",
  fix: "Revoke everything on the database from PUBLIC and grant CONNECT to the roles of this application.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-priv.html"],
  catalogue: ["G11"],
  check: (grant) => (grant.object.kind === "database" ? notToPublic(grant, "any") : undefined),
});
