import { pinnedSearchPath } from "../../checks/search-path";
import { OWN_CODE } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "definer-without-search-path",
  title: "A function that runs as its owner finds names by the caller's search_path",
  severity: "critical",
  topic: "functions",
  scope: "object",
  facts: ["function"],
  about: "functions that run as their owner",
  why: "The caller sets search_path and puts a table, function or operator of its own where the function will find it first. Its code then runs with the owner's rights.",
  fix: "Give the function a SET search_path of its own with pg_temp at its end.",
  withoutPalisade: OWN_CODE,
  references: ["https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY"],
  catalogue: ["F02", "F08"],
  check(fact) {
    if (!known(fact.securityDefiner)) return undefined;
    if (pinnedSearchPath(fact.settings) !== undefined) return pass;
    return finding(
      locate(fact.object, fact, "securityDefiner", "settings"),
      `${displayObject(fact.object)} runs as its owner and has no search_path of its own`,
      fact.origin === undefined
        ? `ALTER ${sqlObject(fact.object)} SET search_path = pg_catalog, pg_temp;`
        : "create it by a migration with SET search_path = pg_catalog, pg_temp, or let it run as its caller",
    );
  },
});
