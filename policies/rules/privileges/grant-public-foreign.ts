import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

const KINDS: ReadonlySet<string> = new Set(["foreign-data wrapper", "foreign server"]);

export default defineRule({
  id: "grant-public-foreign",
  title: "PUBLIC may use a foreign server or a foreign-data wrapper",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant"],
  about: "privileges on foreign servers and foreign-data wrappers",
  why: "With USAGE on a server every role can make a user mapping of its own and reach that server through this one, past the network's rules; with USAGE on a wrapper it can reach any server that it names.",
  fix: "Revoke USAGE from PUBLIC and grant it to the roles that work with the foreign data.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createusermapping.html"],
  catalogue: ["G23"],
  check: (grant) =>
    KINDS.has(grant.object.kind) && grant.extension === undefined ? notToPublic(grant, "any") : undefined,
});
