import { identityOf, type ObjectRef } from "../../facts/object-ref";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, textOf } from "./tree";

/** A relation's reference: of the kind that the files made of its name, else a table. */
export function relationRef(state: MigrationState, value: unknown): ObjectRef {
  const range = fieldsOf(value, "RangeVar") ?? (isNode(value) ? value : {});
  const schema = textOf(range["schemaname"]) ?? state.schema;
  return knownRelation(state, schema, textOf(range["relname"]) ?? "");
}

/** See {@link relationRef}. */
export function knownRelation(state: MigrationState, schema: string, name: string): ObjectRef {
  const table = { kind: "table", schema, name };
  return (
    [
      table,
      { ...table, kind: "view" },
      { ...table, kind: "materialized view" },
      { ...table, kind: "foreign table" },
    ].find((one) => state.tables.has(identityOf(one)) || state.views.has(identityOf(one))) ?? table
  );
}
