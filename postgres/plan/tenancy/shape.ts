import { granteeText } from "../../model/keys";
import type { DatabaseModel } from "../../model/model";
import type { SecuredObject } from "../../model/objects";
import { membershipGraph } from "../../model/reach";
import { alterOwner } from "../../sql/alter-owner";
import { createIndexAtOnce } from "../../sql/create-index-at-once";
import type { RowSecurityIntent } from "./intent";
import type { PartBuilder } from "./part";
import type { Selection, TenantTable } from "./tables";

/**
 * The most bytes of a table, with its partitions, whose index an update makes itself: writers wait for it, and of a
 * thousand pages it takes some milliseconds.
 */
const SMALL_TABLE_BYTES = 8 * 1024 * 1024;

/** Whether a tenant's query reads the whole table. */
export function lacksIndex({ table, columns: [first] }: TenantTable): boolean {
  return first !== undefined && table.rowSecurity?.leadingIndexColumns?.includes(first.name) === false;
}

/** What of tenant tables is no policy: indexes, made where that takes no long lock, and owners. */
export function planShape(
  part: PartBuilder,
  intent: RowSecurityIntent,
  model: DatabaseModel,
  { tenant, shared }: Selection,
): void {
  planIndexes(part, model, tenant.filter(lacksIndex));
  if (!intent.force) return;
  for (const { key, table } of tenant) reportOwner(part, intent, model, key, table);
  for (const { key, object } of shared) reportOwner(part, intent, model, key, object);
}

function planIndexes(part: PartBuilder, model: DatabaseModel, lacking: readonly TenantTable[]): void {
  const made = new Set<string>();
  const canMake = ({ key, table }: TenantTable) =>
    (model.bytesWithoutIndex?.get(key) ?? Number.POSITIVE_INFINITY) <= SMALL_TABLE_BYTES &&
    // An index is made in the schema, by the table's owner.
    model.objects.get(`schema ${table.schema}`)?.owner === table.owner;
  // What is made on a partitioned table is made on its partitions, whatever the order of names is.
  for (const one of lacking) if (one.table.partitioned === true && canMake(one)) made.add(one.key);
  for (const one of lacking) {
    const { key, table, columns } = one;
    const names = columns.map(({ name }) => name);
    if (isBelow(model, table, made)) continue;
    if (canMake(one))
      part.change(
        key,
        `gains an index on ${names.join(", ")}`,
        "every query of a tenant reads the whole table",
        createIndexAtOnce(table, names),
      );
    else
      part.report(
        key,
        `no index leads with ${names[0]}: every query of a tenant reads the whole table; palisade migration prints the statements that create one without a long lock`,
      );
  }
}

function isBelow(model: DatabaseModel, table: SecuredObject, made: ReadonlySet<string>): boolean {
  // Only of a partition: what inherits otherwise has indexes of its own.
  if (table.partition !== true) return false;
  return (table.parents ?? []).some((parent) => {
    const above = model.objects.get(parent);
    return made.has(parent) || (above !== undefined && isBelow(model, above, made));
  });
}

/** FORCE binds a table's owner, and the owner's policy is for the declared one and its members. */
function reportOwner(
  part: PartBuilder,
  { owner }: RowSecurityIntent,
  model: DatabaseModel,
  key: string,
  table: SecuredObject,
): void {
  const attributes = model.roles.get(table.owner);
  if (table.owner === owner || attributes === undefined) return;
  if (attributes.superuser || attributes.bypassRowSecurity) return;
  if (membershipGraph(model).inherits(table.owner, owner)) return;
  part.report(
    key,
    `belongs to ${granteeText(table.owner)}, whom FORCE ROW LEVEL SECURITY binds and no policy shows a row: its migrations and foreign keys see none; ${alterOwner(table, owner)}`,
  );
}
