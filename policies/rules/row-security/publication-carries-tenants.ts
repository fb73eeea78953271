import { displayIdentifier } from "../../../postgres/sql/quote";
import { OTHER_SERVERS } from "../../examples/not-made";
import { isKnown, Unknown } from "../../facts/maybe";
import { displayObject, identityOf } from "../../facts/object-ref";
import type { CarryingPublicationFact, PublicationFact, TableFact } from "../../facts/objects";
import { locate, standsAt } from "../../facts/origin";
import { isTenantTable } from "../../facts/tenant";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding, unknown } from "../../verdict";

export default defineRule({
  id: "publication-carries-tenants",
  title: "A publication carries every tenant's rows",
  severity: "high",
  topic: "row-security",
  scope: "object",
  facts: ["table", "publication"],
  about: "tables with row security",
  why: "Logical replication does not ask row security: a subscriber, a realtime service among them, gets the rows of all tenants as they change.",
  fix: "Give the publication a row filter or take the table out; where the subscriber is one that may have everything, waive the finding.",
  withoutPalisade: OTHER_SERVERS,
  references: ["https://www.postgresql.org/docs/current/logical-replication-row-filter.html"],
  catalogue: ["L39"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { options, of }) {
    if (!isTenantTable(table, options.tenantColumn)) return undefined;
    const { carrying, unknown: open } = carriersOf(table, of("publication"));
    if (carrying === undefined) return undefined;
    const found = carrying.map(({ name, whole, place }) =>
      finding(
        locate(standsAt({ ...table.object, via: displayIdentifier(name) }, place), table),
        `the publication ${displayIdentifier(name)} carries the rows of every tenant of ${displayObject(table.object)}`,
        whole
          ? `DROP PUBLICATION IF EXISTS ${sqlName(name)}; -- and make it anew FOR TABLE with those that no tenant has rows in`
          : `ALTER PUBLICATION ${sqlName(name)} DROP TABLE ${sqlTable(table.object)};`,
      ),
    );
    return [...found, ...open.map((reason) => unknown(reason))];
  },
});

/** What carries the table: as it knows by itself, or as a program declares. */
function carriersOf(table: TableFact, declared: readonly PublicationFact[]) {
  if (table.publications !== undefined) return { carrying: table.publications, unknown: [] };
  const carrying: CarryingPublicationFact[] = [];
  const open = new Set<string>();
  const { database, ...object } = table.object;
  const identity = identityOf(object);
  for (const { name, allTables, tables, ...publication } of declared) {
    // Nobody knows where one is that names no database: it may be here.
    if (publication.database !== undefined && database !== undefined && publication.database !== database)
      continue;
    const list = isKnown(tables) ? tables : [tables];
    if (allTables === true) carrying.push({ name, whole: true });
    else if (list.includes(identity)) carrying.push({ name, whole: false });
    else if (object.name === undefined && list.some((one) => isKnown(one) && liesIn(one, object.schema)))
      // Of a schema whose tables nobody has found yet.
      open.add(`which tables of ${displayIdentifier(name)} hold tenants' rows is not known`);
    else for (const one of [allTables, ...list]) if (one instanceof Unknown) open.add(one.reason);
  }
  return { carrying: declared.length === 0 ? undefined : carrying, unknown: [...open] };
}

function liesIn(identity: string, schema: string | undefined): boolean {
  return schema === undefined || identity.startsWith(`table ${displayIdentifier(schema)}.`);
}
