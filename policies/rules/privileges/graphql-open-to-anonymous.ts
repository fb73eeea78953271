import { GRAPHQL_SCHEMAS, shownByGraphql } from "../../checks/graphql";
import { DENIED_TO_REQUESTS } from "../../examples/programs";
import { ANONYMOUS_ROLES } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "graphql-open-to-anonymous",
  title: "Requests that nobody has logged in for see a relation by pg_graphql",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "extension", "role", "membership"],
  about: "privileges of these roles on relations that pg_graphql shows",
  why: "Anybody on the internet asks for the whole schema by introspection: names of tables and columns, how they hang together, and the rows that policies let through.",
  fix: "Revoke SELECT from the role of anonymous requests where they need nothing of the relation.",
  palisade: DENIED_TO_REQUESTS,
  references: [
    "https://supabase.com/docs/guides/database/database-advisors?lint=0026_pg_graphql_anon_table_exposed",
  ],
  catalogue: ["G17"],
  options: { anonymous: ANONYMOUS_ROLES, schemas: GRAPHQL_SCHEMAS },
  check: (grant, { facts, options }) =>
    shownByGraphql(grant, facts, { roles: options.anonymous, schemas: options.schemas }),
});
