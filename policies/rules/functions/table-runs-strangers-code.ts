import { displayIdentifier } from "../../../postgres/sql/quote";
import { OWNED_OBJECTS } from "../../examples/programs";
import { displayObject, inDatabase, ofTable } from "../../facts/object-ref";
import { isPlatformRole } from "../../facts/platform-roles";
import { roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlObject } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "table-runs-strangers-code",
  title: "Whoever uses a table runs code of a role that has no say over it",
  severity: "high",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["borrowedCode", "role", "membership", "database"],
  about: "functions that tables call and that belong to another role",
  why: "A trigger's function, and one in a default, a check, an index or a policy, runs with the rights of whoever writes or reads the table: of the owner at a migration, of a superuser at a repair. Its own owner may replace it at any time, and has these rights the next time.",
  fix: "Give the function to the owner of the table, or to a superuser.",
  palisade: OWNED_OBJECTS,
  references: [
    "https://www.postgresql.org/docs/current/sql-createtrigger.html",
    "https://www.postgresql.org/docs/current/sql-alterfunction.html",
  ],
  catalogue: ["S11"],
  options: { allowed: ALLOWED_ROLES },
  check({ database, table, caller, function: called }, { facts, of, options }) {
    const graph = roleGraph(facts);
    const trusted =
      isPlatformRole(called.owner) ||
      options.allowed.includes(called.owner) ||
      of("database").some(({ owner }) => owner === called.owner) ||
      graph.reachable(called.owner).has(table.owner);
    if (trusted) return pass;
    const object = { kind: "table", ...inDatabase(database), schema: table.schema, name: table.name };
    const what = caller.kind === "default" ? `the default of its column` : `its ${caller.kind}`;
    return finding(
      {
        ...ofTable(object, caller.kind, caller.name),
        via: `${called.schema}.${called.name}(${called.args})`,
      },
      `whoever uses ${displayObject(object)} runs ${displayIdentifier(called.schema)}.${displayIdentifier(called.name)}() of ${displayIdentifier(called.owner)}, by ${what} ${displayIdentifier(caller.name)}`,
      `ALTER ${sqlObject({ kind: "function", schema: called.schema, name: called.name, args: called.args })} OWNER TO ${sqlName(table.owner)};`,
    );
  },
});
