import { GRAPHQL_SCHEMAS, shownByGraphql } from "../../checks/graphql";
import { DENIED_TO_REQUESTS } from "../../examples/programs";
import { SIGNED_IN_ROLES } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "graphql-open-to-signed-in",
  title: "Every signed-in user sees a relation by pg_graphql",
  severity: "low",
  topic: "privileges",
  scope: "object",
  facts: ["grant", "extension", "role", "membership"],
  about: "privileges of these roles on relations that pg_graphql shows",
  why: "Whoever can register asks for the whole schema by introspection. What signed-in users need not see, they should not find.",
  fix: "Revoke SELECT from the role of signed-in users where they need nothing of the relation, or waive the finding where they do.",
  palisade: DENIED_TO_REQUESTS,
  references: [
    "https://supabase.com/docs/guides/database/database-advisors?lint=0027_pg_graphql_authenticated_table_exposed",
  ],
  catalogue: ["G18"],
  options: { signedIn: SIGNED_IN_ROLES, schemas: GRAPHQL_SCHEMAS },
  check: (grant, { facts, options }) =>
    shownByGraphql(grant, facts, { roles: options.signedIn, schemas: options.schemas }),
});
