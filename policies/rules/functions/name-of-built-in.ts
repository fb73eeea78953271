import { privilegeSet } from "../../../postgres/model/privileges";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { pinnedSearchPath } from "../../checks/search-path";
import { OWN_CODE } from "../../examples/not-made";
import { isKnown, known } from "../../facts/maybe";
import { displayObject, inDatabase, type ObjectRef } from "../../facts/object-ref";
import { isPlatformRole } from "../../facts/platform-roles";
import { isLowTrust } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

const CREATE = privilegeSet(["CREATE"]);

export default defineRule({
  id: "name-of-built-in",
  title: "A function or an operator bears the name of one of PostgreSQL's own",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["namesake", "setting", "database", "role", "grant", "membership", "schema"],
  about: "functions and operators called as PostgreSQL's own, for its own types",
  why: "PostgreSQL takes the one whose arguments fit best, wherever in the path it lies: lower(varchar) in public is called in the place of lower(text), by whoever has public in the path and with their rights. So an ordinary role becomes a superuser at the next repair (CVE-2018-1058).",
  fix: "Give it another name, or put it into a schema that stands in nobody's search_path.",
  withoutPalisade: OWN_CODE,
  references: [
    "https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path",
    "https://www.postgresql.org/docs/current/typeconv-func.html",
  ],
  catalogue: ["F13"],
  options: { allowed: ALLOWED_ROLES },
  check({ database, kind, schema, name, args, owner }, { facts, of, options }) {
    if (isPlatformRole(owner) || options.allowed.includes(owner)) return undefined;
    const general = of("setting").find((setting) => setting.name === "search_path")?.value;
    const paths = [
      general,
      ...of("database").map(({ settings }) => settings?.["search_path"]),
      ...of("role").map(({ settings }) => known(settings ?? {})["search_path"]),
    ].filter((path) => typeof path === "string");
    const inPath =
      schema === "public" ||
      paths.some((path) => pinnedSearchPath([`search_path=${path}`])?.includes(schema) === true);
    const open = of("grant").some(
      (grant) =>
        grant.object.kind === "schema" &&
        grant.object.name === schema &&
        isKnown(grant.privileges) &&
        (grant.privileges & CREATE) !== 0 &&
        isLowTrust(grant, facts),
    );
    if (!inPath && !open) {
      if (general !== undefined) known(general);
      return pass;
    }
    const place = { kind, ...inDatabase(database), schema };
    const object: ObjectRef =
      kind === "operator" ? { ...place, name: `${name}(${args})` } : { ...place, name, args };
    const where = inPath ? "which sessions look through" : "in which others may create objects";
    return finding(
      object,
      `${displayObject(object)} of ${displayIdentifier(owner)} has the name of one of PostgreSQL's own, in a schema ${where}`,
      kind === "operator"
        ? `CREATE SCHEMA IF NOT EXISTS own_operators; ALTER OPERATOR ${sqlName(schema)}.${name} (${args}) SET SCHEMA own_operators;`
        : `ALTER ROUTINE ${sqlName(schema)}.${sqlName(name)}(${args}) RENAME TO ${sqlName(`own_${name}`)};`,
    );
  },
});
