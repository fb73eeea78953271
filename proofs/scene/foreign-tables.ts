import type { SecuredObject } from "../../postgres/model/objects";

/** A foreign table. It can have no policies; what lies behind it is on another server, or in another database of this one. */
export interface ForeignTable {
  readonly kind: "foreign table";
  readonly key: string;
  readonly object: SecuredObject;
  /** The tenant column, where it has one. */
  readonly column?: string;
}

/** A view that reads foreign tables which may hold tenants' rows, or copies of them, directly or through other views. */
export interface ForeignView {
  readonly kind: "foreign view";
  readonly key: string;
  readonly object: SecuredObject;
  readonly over: readonly ForeignTable[];
  /** The keys of materialized views below it that hold such rows. */
  readonly copies: readonly string[];
}

/** The foreign tables that may hold tenants' rows. Pure. */
export function foreignTablesOf(
  objects: ReadonlyMap<string, SecuredObject>,
  columns: readonly string[],
): readonly ForeignTable[] {
  return [...objects].flatMap(([key, object]): ForeignTable[] => {
    if (object.kind !== "foreign table") return [];
    const column = columns.find((name) => object.columns?.some((own) => own.name === name));
    // Anybody may make his table a part of his extension.
    if (object.extension !== undefined && column === undefined) return [];
    return [{ kind: "foreign table", key, object, ...(column === undefined ? {} : { column }) }];
  });
}
