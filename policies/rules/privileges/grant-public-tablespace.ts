import { notToPublic } from "../../checks/grant-to-public";
import { DECLARED_GRANTS } from "../../examples/programs";
import { defineRule } from "../../rule";

export default defineRule({
  id: "grant-public-tablespace",
  title: "PUBLIC may store objects in a tablespace",
  severity: "low",
  topic: "privileges",
  scope: "object",
  facts: ["grant"],
  about: "privileges on tablespaces",
  why: "Every role that can connect to any database of the server can fill that volume with tables and temporary files. When it is full, the server stops if it holds the write-ahead log as well, and else everybody's writes fail there.",
  fix: "Revoke CREATE from PUBLIC and grant it to the owners whose objects belong there.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-priv.html"],
  catalogue: ["G23"],
  check: (grant) => (grant.object.kind === "tablespace" ? notToPublic(grant, ["CREATE"]) : undefined),
});
