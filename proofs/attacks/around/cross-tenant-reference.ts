import { defineAttack, EVERYONE, INSUFFICIENT_PRIVILEGE } from "../../attack";
import type { AttackContext } from "../../context";
import { moot, unable } from "../../observation";
import type { ForeignKey } from "../../scene/shapes";
import { insertStatement } from "../../seed/row-maker";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "../tenant/actions";
import { withoutRows } from "../tenant/statements";

/** Foreign keys are checked without row security: a child of one tenant may hang on a parent of another. */
export default defineAttack({
  id: "cross-tenant-reference",
  title: "Hangs its own row on another tenant's row by a foreign key",
  family: "ways around",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  refusals: [INSUFFICIENT_PRIVILEGE, "23503"],
  why: "It tells whether a foreign row exists, mixes tenants in joins, and lets one tenant's DELETE cascade into another's data.",
  defence: "composite foreign keys (tenant, id), which only find parents of the same tenant",
  fix: "make the parent's key UNIQUE (tenant, id) and the foreign key FOREIGN KEY (tenant, parent_id) REFERENCES parent (tenant, id)",
  run: async (context, table) => {
    if (!mayTry(context, table, "insert")) return withoutPrivilege(context, table, "insert");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { made } = seed.own;
    if (made === undefined) return unable(whyMissing({ missing: "existing rows are not copied" }));
    const keys = (context.shape(table.object)?.foreignKeys ?? []).flatMap((key) => {
      // A key on the tenant column alone says which tenant it is, not which row.
      const stolen = stolenReference(context, key, table.column);
      return stolen === undefined ? [] : [stolen];
    });
    if (keys.length === 0) return moot("it has no foreign key to a tenant table");
    return context.attempts(
      keys.map((reference) => ({
        // The made-up rows that are there already would clash with the new one in their keys.
        ...withoutRows(context, [table], ["own", "other"]),
        statements: [
          context.serve(table, seed.own),
          "SET CONSTRAINTS ALL IMMEDIATE",
          insertStatement(table.object, new Map([...made.written, ...reference])),
        ],
        evidence: "a row of its own that refers to another tenant's row was accepted",
      })),
    );
  },
});

/** The key's columns, but for the tenant, with the values of the other tenant's parent row. */
function stolenReference(
  context: AttackContext,
  { columns, parent, referenced }: ForeignKey,
  tenantColumn: string,
): Map<string, string> | undefined {
  const seed = context.seedOf(parent);
  if (seed === undefined || "missing" in seed) return undefined;
  const stolen = new Map<string, string>();
  for (const [index, name] of columns.entries()) {
    const value = seed.other.made?.stored.get(referenced[index] ?? "");
    if (name !== tenantColumn && value !== undefined && value !== null) stolen.set(name, value);
  }
  return stolen.size === 0 ? undefined : stolen;
}
