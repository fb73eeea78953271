import type { DatabaseModel } from "../../postgres/model/model";
import type { ForeignTable, ForeignView } from "./foreign-tables";
import type { Partition, TenantTable, TenantView } from "./scene";

/** Views of a kind that read tenant tables, directly or through other views. */
export function viewsOf(
  model: DatabaseModel,
  kind: TenantView["kind"],
  tables: readonly TenantTable[],
  partitions: readonly Partition[],
): TenantView[] {
  const byKey = new Map([
    ...tables.map((table) => [table.key, table] as const),
    ...partitions.map(({ key, root }) => [key, root] as const),
  ]);
  const views: TenantView[] = [];
  for (const [key, object] of model.objects) {
    if (object.kind !== kind) continue;
    const reads = [...new Set([...readBy(model, key)].flatMap((read) => byKey.get(read) ?? []))];
    if (reads.length === 0) continue;
    const column = reads.find((table) => object.columns?.some(({ name }) => name === table.column))?.column;
    views.push({ kind, key, object, reads, ...(column === undefined ? {} : { column }) });
  }
  return views;
}

/** Materialized views with the tenant column that copy foreign tables, or what a function brings (dblink). */
export function farCopies(
  model: DatabaseModel,
  columns: readonly string[],
  far: readonly ForeignTable[],
): TenantView[] {
  const keys = new Set(far.map(({ key }) => key));
  return [...model.objects].flatMap(([key, object]): TenantView[] => {
    if (object.kind !== "materialized view") return [];
    const column = columns.find((name) => object.columns?.some((own) => own.name === name));
    const reads = [...readBy(model, key)];
    const copies = reads.length === 0 || reads.some((read) => keys.has(read));
    return column === undefined || !copies
      ? []
      : [{ kind: "materialized view", key, object, reads: [], column }];
  });
}

/** Views over foreign tables and over copies of them. */
export function foreignViews(
  model: DatabaseModel,
  far: readonly ForeignTable[],
  filled: readonly TenantView[],
): ForeignView[] {
  return [...model.objects].flatMap(([key, object]): ForeignView[] => {
    if (object.kind !== "view") return [];
    const reads = readBy(model, key);
    const copies = filled.map((copy) => copy.key).filter((copy) => reads.has(copy));
    // What a copy holds is the copy's: who reads it does not reach what it was made of.
    const copied = new Set(copies.flatMap((copy) => [...readBy(model, copy)]));
    const over = far.filter((table) => reads.has(table.key) && !copied.has(table.key));
    return over.length + copies.length === 0 ? [] : [{ kind: "foreign view", key, object, over, copies }];
  });
}

/** Every relation that a view reads, through views too. */
function readBy(model: DatabaseModel, view: string): ReadonlySet<string> {
  const seen = new Set<string>([view]);
  for (const key of seen) for (const read of model.objects.get(key)?.reads ?? []) seen.add(read);
  seen.delete(view);
  return seen;
}
