import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { reached } from "../../observation";
import { tenantsBehind } from "./foreign-tables";

/** A statement that is only explained asks for the privilege, and sends nothing to the server behind the table. */
export default defineAttack({
  id: "foreign-table-read",
  title: "Reads tenants' rows by a foreign table",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "foreign table",
  looks: true,
  why: "A foreign table can have no row security, and what lies behind it is read as the user of its mapping: every tenant's rows are open to whoever may read it. Its privilege is tried, and no row is fetched: what another server does cannot be rolled back.",
  defence: "no grants on foreign tables that hold tenants' rows",
  fix: "REVOKE ALL on the foreign table; bring its rows into a table with row security, or name it as an exception, with a reason, if the rows are no tenant's",
  run: async (context, table) => {
    const behind = await tenantsBehind(context, table);
    if (typeof behind !== "string") return behind;
    return context.attempt({
      statements: [`EXPLAIN SELECT FROM ${quoteObject(table.object)} WHERE false`],
      read: () => reached(`may read it, though ${behind}`),
    });
  },
});
