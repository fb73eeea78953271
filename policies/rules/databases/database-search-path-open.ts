import { displayIdentifier } from "../../../postgres/sql/quote";
import { openSchemas } from "../../checks/open-schemas";
import { DECLARED_SETTINGS } from "../../examples/programs";
import { displayObject, type ObjectRef } from "../../facts/object-ref";
import { EVERY_DATABASE } from "../../facts/objects";
import { locate } from "../../facts/origin";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "database-search-path-open",
  title: "Sessions of a database look for names where others can put them",
  severity: "high",
  topic: "databases",
  scope: "object",
  world: "server",
  facts: ["database", "grant", "role", "membership", "schema"],
  about: "databases with a search_path of their own",
  why: "The path holds for every role that has none of its own, superusers too. Who may create objects in one of its schemas, or the schema itself where it is not there, puts a table or a function in front of the one that is meant, and it runs with the rights of whoever names it.",
  fix: "Name only schemas in the path in which nobody but their owner may create objects.",
  palisade: DECLARED_SETTINGS,
  references: [
    "https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH",
    "https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path",
  ],
  catalogue: ["F03"],
  options: { allowed: ALLOWED_ROLES },
  check(database, { facts, options }) {
    const path = database.settings?.["search_path"];
    if (path === undefined) return undefined;
    const ref: ObjectRef =
      database.name === EVERY_DATABASE
        ? { kind: "database" }
        : { kind: "database", database: database.name, name: database.name };
    const found = openSchemas(path, facts, options.allowed);
    if (found.length === 0) return pass;
    return found.map(({ schema, what, fix }) =>
      finding(
        locate({ ...ref, via: displayIdentifier(schema) }, database),
        `the search_path of ${displayObject(ref)} names ${what}`,
        fix,
      ),
    );
  },
});
