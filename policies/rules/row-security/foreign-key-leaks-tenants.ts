import { displayIdentifier } from "../../../postgres/sql/quote";
import { TABLES } from "../../examples/not-made";
import { factsAbout } from "../../facts/lookup";
import { displayObject, ofTable } from "../../facts/object-ref";
import { locate, standsAt } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import { hasTenantColumn, tenantPlace } from "../../facts/tenant";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "foreign-key-leaks-tenants",
  title: "A foreign key reaches rows of other tenants",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with a tenant column and foreign keys",
  why: "The check of a foreign key looks past row security: a tenant that inserts guesses finds out which ids others have, and ties its rows to theirs.",
  fix: "Refer by tenant and id: FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id).",
  withoutPalisade: TABLES,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["L38"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { facts, options }) {
    const { tenantColumn } = options;
    if (table.foreignKeys === undefined || !hasTenantColumn(table, tenantColumn)) return undefined;
    return table.foreignKeys.flatMap(({ name, columns, target, place }) => {
      const [parent] = factsAbout(facts, "table", target);
      if (parent === undefined || !hasTenantColumn(parent, tenantColumn) || columns.includes(tenantColumn))
        return [];
      const since = latestPlace(place, ...[table, parent].map((one) => tenantPlace(one, tenantColumn)));
      return finding(
        locate(standsAt(ofTable(table.object, "constraint", name), since), table),
        `the foreign key ${displayIdentifier(name)} of ${displayObject(table.object)} (${columns.map(displayIdentifier).join(", ")}) refers to rows of every tenant in ${displayObject(parent.object)}`,
        `ALTER TABLE ${sqlTable(table.object)} DROP CONSTRAINT ${sqlName(name)}; -- and one over ${sqlName(tenantColumn)} too in its place`,
      );
    });
  },
});
