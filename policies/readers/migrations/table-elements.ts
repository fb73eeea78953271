import type { Draft } from "../../../postgres/draft";
import type { SourcePlace } from "../../facts/object-ref";
import type { ColumnFact } from "../../facts/objects";
import { addForeignKey, addKey } from "./indexes";
import type { MigrationState, TableDraft } from "./state";
import { fieldsOf, list, type Node, textOf, typeText } from "./tree";

/** A column with what the statement says of it; one that the table has from a parent already is merged with it. */
export function addColumn(state: MigrationState, table: TableDraft, column: Node, place: SourcePlace): void {
  const made = columnOf(column, place);
  addKnownColumn(table, made);
  table.ownColumns?.add(made.name);
  for (const constraint of constraintsOf(column)) addConstraint(state, table, constraint, [made.name], place);
}

/** The column that a definition makes. */
export function columnOf(column: Node, place: SourcePlace): Draft<ColumnFact> {
  const kinds = constraintsOf(column).map((one) => one["contype"]);
  return {
    name: textOf(column["colname"]) ?? "",
    notNull: kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY"),
    // PARTITION OF names columns without their types.
    ...(column["typeName"] === undefined ? {} : { type: typeText(column["typeName"]) }),
    place,
  };
}

function constraintsOf(column: Node): Node[] {
  return list(column["constraints"]).flatMap((one): Node[] => {
    const constraint = fieldsOf(one, "Constraint");
    return constraint === undefined ? [] : [constraint];
  });
}

/** A column of a table, never shared with another: each may be altered for itself. */
export function addKnownColumn(table: TableDraft, column: ColumnFact): void {
  table.columns ??= [];
  const before = table.columns.find(({ name }) => name === column.name);
  if (before === undefined) table.columns.push({ ...column });
  else before.notNull ||= column.notNull;
}

/** A constraint of a table, or of the column whose name is among the keys. */
export function addConstraint(
  state: MigrationState,
  table: TableDraft,
  constraint: Node,
  keys: readonly string[],
  place: SourcePlace,
): void {
  const kind = constraint["contype"];
  if (kind === "CONSTR_PRIMARY" || kind === "CONSTR_UNIQUE") {
    addKey(table, constraint, keys, place);
    if (kind === "CONSTR_PRIMARY")
      for (const column of table.columns ?? []) if (keys.includes(column.name)) column.notNull = true;
  }
  if (kind === "CONSTR_FOREIGN") addForeignKey(state, table, constraint, keys, place);
}
