import { identityOf } from "../../facts/object-ref";
import type { ColumnFact } from "../../facts/objects";
import { relationRef } from "./relations";
import type { Draft, MigrationState, TableDraft } from "./state";
import { fieldsOf, list, type Node, namesOf, textOf, typeText } from "./tree";

/** A column with what the statement says of it; one that the table has from a parent already is merged with it. */
export function addColumn(state: MigrationState, table: TableDraft, column: Node): void {
  const made = columnOf(column);
  addKnownColumn(table, made);
  table.ownColumns?.add(made.name);
  for (const constraint of constraintsOf(column)) addConstraint(state, table, constraint, [made.name]);
}

/** The column that a definition makes. */
export function columnOf(column: Node): Draft<ColumnFact> {
  const kinds = constraintsOf(column).map((one) => one["contype"]);
  return {
    name: textOf(column["colname"]) ?? "",
    notNull: kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY"),
    // PARTITION OF names columns without their types.
    ...(column["typeName"] === undefined ? {} : { type: typeText(column["typeName"]) }),
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
): void {
  const kind = constraint["contype"];
  const base = table.object.name ?? "";
  if (kind === "CONSTR_PRIMARY" || kind === "CONSTR_UNIQUE") {
    const primary = kind === "CONSTR_PRIMARY";
    const name = textOf(constraint["conname"]) ?? `${base}_${primary ? "pkey" : `${keys.join("_")}_key`}`;
    table.uniqueKeys?.push({ name, columns: keys, primary, ofConstraint: true });
    table.leadingIndexColumns?.push(keys[0] ?? null);
    if (primary)
      for (const column of table.columns ?? []) if (keys.includes(column.name)) column.notNull = true;
  }
  if (kind === "CONSTR_FOREIGN") {
    const own = namesOf(constraint["fk_attrs"]);
    const columns = own.length > 0 ? own : keys;
    const target = relationRef(state, constraint["pktable"]);
    const named = namesOf(constraint["pk_attrs"]);
    const primary = state.tables.get(identityOf(target))?.uniqueKeys?.find((key) => key.primary);
    const implied = (primary?.columns ?? []).flatMap((column) => column ?? []);
    table.foreignKeys?.push({
      name: textOf(constraint["conname"]) ?? `${base}_${columns.join("_")}_fkey`,
      columns,
      target: identityOf(target),
      targetColumns: named.length > 0 ? named : implied,
    });
  }
}
