import type { SecuredObject } from "../../postgres/model/objects";

/** A foreign table. It can have no policies; what lies behind it is on another server, or in another database of this one. */
export interface ForeignTable {
  readonly kind: "foreign table";
  readonly key: string;
  readonly object: SecuredObject;
  /** The tenant column, where it has one. */
  readonly column?: string;
}

/** The foreign tables that may hold tenants' rows. Pure. */
export function foreignTablesOf(
  objects: ReadonlyMap<string, SecuredObject>,
  columns: readonly string[],
): readonly ForeignTable[] {
  return [...objects].flatMap(([key, object]): ForeignTable[] => {
    if (object.kind !== "foreign table" || object.extension !== undefined) return [];
    const column = columns.find((name) => object.columns?.some((own) => own.name === name));
    return [{ kind: "foreign table", key, object, ...(column === undefined ? {} : { column }) }];
  });
}
