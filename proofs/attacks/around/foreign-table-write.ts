import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached } from "../../observation";
import { NO_RIGHTS } from "../../scene/rights";
import { tenantsBehind } from "./foreign-tables";

/** The same as `foreign-table-read`, for writing. */
export default defineAttack({
  id: "foreign-table-write",
  title: "Writes tenants' rows by a foreign table",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "foreign table",
  looks: true,
  why: "A foreign table can have no row security, and what lies behind it is written as the user of its mapping: whoever may write it falsifies every tenant's rows. Its privileges are tried, and nothing is written: what another server does cannot be rolled back.",
  defence: "no grants on foreign tables that hold tenants' rows",
  fix: "REVOKE ALL on the foreign table; let a job that no tenant's role runs write it",
  run: async (context, table) => {
    const behind = await tenantsBehind(context, table);
    if (typeof behind !== "string") return behind;
    const name = quoteObject(table.object);
    const { writable, settable } = context.rights.get(table.object.oid) ?? NO_RIGHTS;
    const [column] = settable;
    const explained = (statement: string, does: string): Attempt => ({
      statements: [`EXPLAIN ${statement} WHERE false`],
      read: () => reached(`may ${does}, though ${behind}`),
    });
    return context.attempts([
      // Not explained: there is no plan of it. Some wrappers pass it on, others refuse it to everybody.
      {
        statements: [
          `SELECT pg_catalog.has_schema_privilege(${quoteLiteral(table.object.schema ?? "")}, 'USAGE')
              AND pg_catalog.has_table_privilege(${table.object.oid}::oid, 'TRUNCATE') AS may`,
        ],
        read: ([row]) =>
          row?.["may"] === true
            ? reached(`may empty it, though ${behind}`)
            : heldBack("it has no privilege to empty it"),
      },
      ...(writable.insert ? [explained(`INSERT INTO ${name} SELECT`, "add rows to it")] : []),
      ...(writable.update && column !== undefined
        ? [explained(`UPDATE ${name} SET ${quoteIdentifier(column)} = DEFAULT`, "change its rows")]
        : []),
      ...(writable.delete ? [explained(`DELETE FROM ${name}`, "delete its rows")] : []),
    ]);
  },
});
