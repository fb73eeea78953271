import { TABLES } from "../../examples/not-made";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

/** Types whose values are OIDs of objects that pg_upgrade numbers anew (check_for_reg_data_type_usage in src/bin/pg_upgrade/check.c). */
const REFUSED: ReadonlySet<string> = new Set([
  "regcollation",
  "regconfig",
  "regdictionary",
  "regnamespace",
  "regoper",
  "regoperator",
  "regproc",
  "regprocedure",
]);

export default defineRule({
  id: "column-blocks-upgrade",
  title: "A column has a type that pg_upgrade refuses",
  severity: "info",
  topic: "databases",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables whose columns are known",
  why: "pg_upgrade stops before it begins: the column holds numbers of objects that the new server numbers anew. It is found on the day on which security patches for the old version have ended.",
  fix: "Keep the object's name as text, and cast it where it is used. The types regclass, regtype and regrole are fine.",
  withoutPalisade: TABLES,
  references: ["https://www.postgresql.org/docs/current/pgupgrade.html"],
  catalogue: ["E09"],
  check(table) {
    // A partition has its columns from its parent.
    if (table.columns === undefined || table.partition || table.object.kind !== "table") return undefined;
    return table.columns
      .filter(({ type }) => REFUSED.has((type ?? "").replace(/(\[\])+$/, "")))
      .map(({ name, type }) =>
        finding(
          locate({ ...table.object, kind: "column", column: name }, table),
          `the column ${name} is of type ${type}, which pg_upgrade refuses`,
          `ALTER TABLE ${sqlTable(table.object)} ALTER COLUMN ${sqlName(name)} TYPE text${type?.endsWith("]") === true ? "[]" : ""};`,
        ),
      );
  },
});
