import { displayIdentifier } from "../../../postgres/sql/quote";
import { OWN_CODE } from "../../examples/not-made";
import { displayObject, ofTable } from "../../facts/object-ref";
import { locate, standsAt } from "../../facts/origin";
import { isTenantTable } from "../../facts/tenant";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "trigger-runs-as-owner",
  title: "A trigger of a tenant's table runs with another role's rights",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with row security",
  why: "What the trigger's function reads and writes is not bound by the tenant of whoever caused it: a row that a tenant makes up decides what the function does with everybody's rows.",
  fix: "Make the function SECURITY INVOKER, or check in it that all rows it touches are of the tenant of NEW.",
  withoutPalisade: OWN_CODE,
  references: ["https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY"],
  catalogue: ["L14"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { options }) {
    if (table.definerTriggers === undefined || !isTenantTable(table, options.tenantColumn)) return undefined;
    return table.definerTriggers.map(({ name, function: called, place }) =>
      finding(
        locate(standsAt(ofTable(table.object, "trigger", name), place), table),
        `the trigger ${displayIdentifier(name)} of ${displayObject(table.object)} runs as ${called.owner === undefined ? "the owner of its function" : displayIdentifier(called.owner)}`,
        `ALTER FUNCTION ${sqlName(called.schema)}.${sqlName(called.name)}() SECURITY INVOKER;`,
      ),
    );
  },
});
