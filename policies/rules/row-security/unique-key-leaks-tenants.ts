import { displayIdentifier } from "../../../postgres/sql/quote";
import { TABLES } from "../../examples/not-made";
import { displayObject } from "../../facts/object-ref";
import { locate, standsAt } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import { hasTenantColumn, tenantPlace } from "../../facts/tenant";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

/** Types whose values nobody guesses, as keys are usually made of them. */
const UNGUESSABLE: ReadonlySet<string> = new Set(["uuid"]);

export default defineRule({
  id: "unique-key-leaks-tenants",
  title: "A unique key is shared by all tenants",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with a tenant column",
  why: "The check for uniqueness looks at every tenant's rows, past row security: an INSERT that fails tells that another tenant has the value, an e-mail address for example.",
  fix: "Put the tenant column into the key: UNIQUE (tenant_id, email). Keys that are drawn at random tell nothing, and are left alone.",
  withoutPalisade: TABLES,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["L30"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { options }) {
    const { tenantColumn } = options;
    if (table.uniqueKeys === undefined || !hasTenantColumn(table, tenantColumn)) return undefined;
    const typeOf = new Map(table.columns?.map(({ name, type }) => [name, type]));
    const since = tenantPlace(table, tenantColumn);
    return table.uniqueKeys
      .filter(
        ({ columns, primary }) =>
          !columns.includes(tenantColumn) &&
          !primary &&
          !columns.some((name) => name !== null && UNGUESSABLE.has(typeOf.get(name) ?? "")),
      )
      .map(({ name, columns, ofConstraint, place }) =>
        finding(
          locate(standsAt({ ...table.object, kind: "index", name }, latestPlace(place, since)), table),
          `the unique key ${displayIdentifier(name)} of ${displayObject(table.object)} (${columns.map((column) => (column === null ? "an expression" : displayIdentifier(column))).join(", ")}) holds for all tenants together`,
          ofConstraint
            ? `ALTER TABLE ${sqlTable(table.object)} DROP CONSTRAINT ${sqlName(name)}; -- and a unique key that begins with ${sqlName(tenantColumn)} in its place`
            : `DROP INDEX ${sqlTable({ ...table.object, name })}; -- and a unique index that begins with ${sqlName(tenantColumn)} in its place`,
        ),
      );
  },
});
