import { granteeText } from "../../../postgres/model/keys";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { tablesOfCode } from "../../checks/tables-of-code";
import { VIEWS_WITHHELD } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import { locate } from "../../facts/origin";
import { isLowTrust, roleGraph } from "../../facts/role-graph";
import { seesEveryRow } from "../../facts/tenant";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "view-calls-definer",
  title: "A view shows rows past row-level security by a function that runs as its owner",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["view", "function", "table", "grant", "role", "membership", "schema", "database"],
  about: "views that call functions which run as their owner",
  why: "security_invoker makes a view read its tables as its caller, and says nothing of functions: one that runs as its owner, whom no policy binds, hands the rows of all tenants through.",
  fix: "Let the function run as its caller, or withhold the view.",
  palisade: VIEWS_WITHHELD,
  references: [
    "https://www.postgresql.org/docs/current/sql-createview.html",
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
  ],
  catalogue: ["L44"],
  options: { allowed: ALLOWED_ROLES },
  check(view, { facts, options }) {
    if (view.calls === undefined || view.calls.length === 0) return undefined;
    const readers = factsAbout(facts, "grant", identityOf(view.object)).filter(
      (grant) => known(grant.privileges) !== 0 && isLowTrust(grant, facts, options.allowed),
    );
    if (readers.length === 0) return pass;
    const graph = roleGraph(facts);
    const names = readers.map((grant) => granteeText(known(grant.grantee))).join(", ");
    const called = view.calls.flatMap((identity) => factsAbout(facts, "function", identity));
    const leaky = called.flatMap((fact) => {
      const { code, owner } = fact;
      if (code === undefined || owner === undefined) return [];
      const leaks = tablesOfCode(fact, known(code), facts).filter(
        (table) => table.rowSecurity?.enabled === true && seesEveryRow(owner, table, graph),
      );
      return leaks.length === 0 ? [] : [{ fact, owner, leaks }];
    });
    const name = ({ object }: FunctionFact) =>
      `${displayIdentifier(object.schema ?? "")}.${displayIdentifier(object.name ?? "")}`;
    // Functions of one name that differ in their arguments are one finding, because its key names no arguments.
    return [...new Set(leaky.map(({ fact }) => name(fact)))].map((via) => {
      const alike = leaky.filter(({ fact }) => name(fact) === via);
      const calls = alike.map(
        ({ fact, owner, leaks }) =>
          `${displayObject(fact.object)}, which reads ${leaks.map((table) => displayObject(table.object)).join(", ")} as ${displayIdentifier(owner)}, whom no policy binds`,
      );
      return finding(
        { ...locate(view.object, view), via },
        `${displayObject(view.object)}, open to ${names}, calls ${calls.join("; and ")}`,
        alike.map(({ fact }) => `ALTER ${sqlObject(fact.object)} SECURITY INVOKER;`).join(" "),
      );
    });
  },
});
