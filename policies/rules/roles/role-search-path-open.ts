import { displayIdentifier } from "../../../postgres/sql/quote";
import { openSchemas } from "../../checks/open-schemas";
import { roleSetting, settingPart } from "../../checks/role-setting";
import { DECLARED_SETTINGS } from "../../examples/programs";
import { displayObject, roleRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isPlatformRole } from "../../facts/platform-roles";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "role-search-path-open",
  title: "Sessions of a role look for names where others can put them",
  severity: "high",
  topic: "roles",
  scope: "object",
  facts: ["role", "grant", "membership", "schema", "database"],
  about: "roles with a search_path of their own",
  why: "What a statement names without a schema is the first thing of that name along the path. Who may create objects in one of its schemas, or the schema itself where it is not there, puts a table or a function in front of the one that is meant, and it runs with the rights of the role.",
  fix: "Name only schemas in the path in which nobody but their owner may create objects.",
  palisade: DECLARED_SETTINGS,
  references: [
    "https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH",
    "https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path",
  ],
  catalogue: ["F03", "R15"],
  options: { allowed: ALLOWED_ROLES },
  check(role, { facts, options }) {
    if (role.login === false || isPlatformRole(role.name)) return undefined;
    const path = roleSetting(role, "search_path");
    if (path === undefined) return undefined;
    const found = openSchemas(path, facts, [...options.allowed, role.name]);
    if (found.length === 0) return pass;
    return found.map(({ schema, what, fix }) =>
      finding(
        locate(
          { ...roleRef(role.name), via: displayIdentifier(schema) },
          role,
          "login",
          settingPart("search_path"),
        ),
        `the search_path of ${displayObject(roleRef(role.name))} names ${what}`,
        fix,
      ),
    );
  },
});
