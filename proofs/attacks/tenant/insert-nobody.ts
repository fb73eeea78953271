import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { moot, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";
import { BEHIND_ROW_SECURITY } from "./tenant-attack";

/** A row without a tenant is nobody's, or everybody's where a policy takes NULL for "shared". */
export default defineAttack({
  id: "tenant-insert-nobody",
  title: "Adds a row that belongs to no tenant",
  family: "tenant isolation",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  breaches: BEHIND_ROW_SECURITY,
  control: "insert",
  why: "Where NULL means shared, one tenant plants rows in everybody's view; where it means nobody, rows are lost.",
  defence: "a tenant column that is NOT NULL, or a WITH CHECK that NULL cannot pass",
  fix: "ALTER TABLE … ALTER COLUMN … SET NOT NULL, and compare the tenant column by = in WITH CHECK",
  run: async (context, table) => {
    if (!mayTry(context, table, "insert")) return withoutPrivilege(context, table, "insert");
    if (context.shape(table.object)?.columns.get(table.column)?.notNull !== false)
      return moot("its tenant column allows no NULL");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { made } = seed.own;
    if (made === undefined) return unable(whyMissing({ missing: "existing rows are not copied" }));
    const written = [...made.written].filter(([name]) => name !== table.column);
    const columns = [table.column, ...written.map(([name]) => name)].map(quoteIdentifier).join(", ");
    const values = ["NULL", ...written.map(([, value]) => quoteLiteral(value))].join(", ");
    return context.attempt({
      statements: [
        context.serve(table, seed.own),
        `INSERT INTO ${quoteObject(table.object)} (${columns}) OVERRIDING SYSTEM VALUE VALUES (${values})`,
      ],
      evidence: "added a row that belongs to no tenant",
    });
  },
});
