import { displayIdentifier } from "../../../postgres/sql/quote";
import { displayObject } from "../../facts/object-ref";
import { locate, standsAt } from "../../facts/origin";
import { isTenantTable } from "../../facts/tenant";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "publication-carries-tenants",
  title: "A publication carries every tenant's rows",
  severity: "high",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with row security",
  why: "Logical replication does not ask row security: a subscriber, a realtime service among them, gets the rows of all tenants as they change.",
  fix: "Give the publication a row filter or take the table out; where the subscriber is one that may have everything, waive the finding.",
  references: ["https://www.postgresql.org/docs/current/logical-replication-row-filter.html"],
  catalogue: ["L39"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { options }) {
    if (table.publications === undefined || !isTenantTable(table, options.tenantColumn)) return undefined;
    return table.publications.map(({ name, whole, place }) =>
      finding(
        locate(standsAt({ ...table.object, via: displayIdentifier(name) }, place), table),
        `the publication ${displayIdentifier(name)} carries the rows of every tenant of ${displayObject(table.object)}`,
        whole
          ? `DROP PUBLICATION ${sqlName(name)}; -- and make it anew FOR TABLE with those that no tenant has rows in`
          : `ALTER PUBLICATION ${sqlName(name)} DROP TABLE ${sqlTable(table.object)};`,
      ),
    );
  },
});
