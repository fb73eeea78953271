import type { ForeignKey } from "../../../sql/alter-table-constraint";
import type { LeakyForeign } from "./leaky-keys";
import { derivedName } from "./names";

/** SET NULL and SET DEFAULT of some columns came with this version. */
const COLUMNS_VERSION = 150000;

/** The composite form of a foreign key, under a name of its own, so that it can stand beside the old one. */
export function compositeForeignKey(version: number, foreign: LeakyForeign): Omit<ForeignKey, "notValid"> {
  const { constraint, table, target, columns, targetColumns } = foreign;
  const onDelete = constraint.target?.onDelete ?? "NO ACTION";
  // The tenant of a row stays whatever becomes of the row that it refers to.
  const setsColumns = onDelete === "SET NULL" || onDelete === "SET DEFAULT";
  return {
    table,
    name: derivedName(constraint.name, "tenant"),
    columns,
    target,
    targetColumns,
    onUpdate: constraint.target?.onUpdate ?? "NO ACTION",
    // Before 15 it would take the tenant away: a delete of what is referred to is refused instead.
    onDelete: setsColumns && version < COLUMNS_VERSION ? "NO ACTION" : onDelete,
    ...(setsColumns && version >= COLUMNS_VERSION ? { onDeleteColumns: constraint.columns } : {}),
    deferrable: constraint.deferrable,
  };
}
