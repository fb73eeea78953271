import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "grant-public-schema-usage",
  title: "PUBLIC may look into a schema",
  severity: "medium",
  topic: "privileges",
  scope: "object",
  facts: ["grant"],
  about: "privileges on schemas",
  why: "USAGE on the schema is what stands between any role of the server and every object in it that was granted too widely: functions above all, which PUBLIC may execute from the start.",
  fix: "Revoke USAGE from PUBLIC and grant it to the roles that work in the schema.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PRIV"],
  catalogue: ["G02", "G12"],
  check: (grant) => (grant.object.kind === "schema" ? notToPublic(grant, ["USAGE"]) : undefined),
});
