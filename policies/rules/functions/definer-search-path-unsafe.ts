import { granteeText } from "../../../postgres/model/keys";
import { privilegeSet } from "../../../postgres/model/privileges";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { pinnedSearchPath } from "../../checks/search-path";
import { OWN_CODE } from "../../examples/not-made";
import { isKnown, known } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isLowTrust } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";
import { finding, pass, type Verdict } from "../../verdict";

const CREATE = privilegeSet(["CREATE"]);

export default defineRule({
  id: "definer-search-path-unsafe",
  title: "A function that runs as its owner looks for names where others can put them",
  severity: "high",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["function", "grant", "role", "membership", "schema", "database"],
  about: "functions that run as their owner and have a search_path of their own",
  why: "A temporary table or an object in a schema that others may create in takes the place of the one that the function means, and its code runs with the owner's rights. PostgreSQL looks into pg_temp first unless the path names it.",
  fix: "Name only schemas in the path in which nobody but the owner may create, and pg_temp as the last one.",
  withoutPalisade: OWN_CODE,
  references: ["https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY"],
  catalogue: ["F03"],
  options: { allowed: ALLOWED_ROLES },
  check(fact, { facts, of, options }) {
    if (!known(fact.securityDefiner)) return undefined;
    const path = pinnedSearchPath(fact.settings);
    if (path === undefined) return undefined;
    // An empty path finds nothing without its schema, temporary relations apart, which nobody writes unqualified there.
    if (path.length === 0) return pass;
    const problems: Verdict[] = [];
    const object = locate(fact.object, fact, "securityDefiner", "settings");
    const fix = `ALTER ${sqlObject(fact.object)} SET search_path = pg_catalog, pg_temp; -- and name schemas in its body`;
    if (path.at(-1) !== "pg_temp") {
      const where = path.includes("pg_temp")
        ? "names pg_temp before other schemas"
        : "does not name pg_temp, which is then searched first";
      problems.push(finding(object, `the search_path of ${displayObject(fact.object)} ${where}`, fix));
    }
    const planters = of("grant").filter(
      (grant) =>
        grant.object.kind === "schema" &&
        path.includes(grant.object.name ?? "") &&
        isKnown(grant.privileges) &&
        (grant.privileges & CREATE) !== 0 &&
        grant.grantee !== fact.owner &&
        isLowTrust(grant, facts, options.allowed),
    );
    for (const schema of new Set(planters.map((grant) => grant.object.name ?? ""))) {
      const grants = planters.filter((grant) => grant.object.name === schema);
      const who = grants.map((grant) => granteeText(known(grant.grantee))).join(", ");
      problems.push(
        finding(
          { ...object, via: displayIdentifier(schema) },
          `the search_path of ${displayObject(fact.object)} names schema ${displayIdentifier(schema)}, in which ${who} may create objects`,
          fix,
        ),
      );
    }
    return problems.length === 0 ? pass : problems;
  },
});
