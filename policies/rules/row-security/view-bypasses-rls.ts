import { granteeText } from "../../../postgres/model/keys";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isLowTrust, roleGraph } from "../../facts/role-graph";
import { seesEveryRow, tablesRead } from "../../facts/tenant";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlTable } from "../../sql-text";
import { finding, pass, unknown } from "../../verdict";

export default defineRule({
  id: "view-bypasses-rls",
  title: "A view shows every tenant's rows",
  severity: "critical",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["view", "table", "grant", "role", "membership", "schema", "database", "server"],
  about: "views over tables with row-level security",
  why: "A view reads its tables as its owner. Where no policy binds the owner, the view hands out the rows of all tenants to everybody who may read it.",
  fix: "From PostgreSQL 15 on create the view WITH (security_invoker = true). On 14 let a role own it that the policies bind, or withhold the privileges.",
  palisade: ISOLATED_TENANTS,
  references: [
    "https://www.postgresql.org/docs/current/sql-createview.html",
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  ],
  catalogue: ["L41"],
  options: { allowed: ALLOWED_ROLES },
  check(view, { facts, of, options }) {
    if (view.object.kind !== "view") return undefined;
    const tables = tablesRead(facts, view);
    if (tables === undefined)
      return unknown(`what ${displayObject(view.object)} reads is not known`, view.object);
    const guarded = tables.filter((table) => table.rowSecurity?.enabled === true);
    if (guarded.length === 0) return undefined;
    const graph = roleGraph(facts);
    const leaks = guarded.filter(
      (table) => view.owner === undefined || seesEveryRow(view.owner, table, graph),
    );
    if (view.securityInvoker || leaks.length === 0) return pass;
    const readers = factsAbout(facts, "grant", identityOf(view.object)).filter(
      (grant) => known(grant.privileges) !== 0 && isLowTrust(grant, facts, options.allowed),
    );
    // Migrations do not show what is granted by other means, and a view is made to be read.
    if (readers.length === 0 && facts.world !== "migrations") return pass;
    const names = readers.map((grant) => granteeText(known(grant.grantee))).join(", ");
    const owner = view.owner === undefined ? "its owner" : displayIdentifier(view.owner);
    return finding(
      locate(view.object, view),
      `${displayObject(view.object)} reads ${leaks.map((table) => displayObject(table.object)).join(", ")} as ${owner}, whom no policy binds, and is open to ${names === "" ? "whoever may read it" : names}`,
      // Views that run as their caller came with PostgreSQL 15; before, the rule's own text says what to do.
      of("server").some((server) => server.version < 150_000)
        ? undefined
        : `ALTER VIEW ${sqlTable(view.object)} SET (security_invoker = true);`,
    );
  },
});
