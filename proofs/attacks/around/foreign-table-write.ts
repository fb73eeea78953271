import { quoteLiteral } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached } from "../../observation";
import { explainedWrites, tenantsBehind } from "./foreign-tables";

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
      ...explainedWrites(context, table.object, behind),
    ]);
  },
});
