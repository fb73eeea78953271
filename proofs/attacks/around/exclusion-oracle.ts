import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { moot, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { insertStatement } from "../../seed/row-maker";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "../tenant/actions";
import { withoutRows } from "../tenant/statements";

/** What `unique-key-oracle` asks of plain unique keys, of every other index that refuses rows. */
export default defineAttack({
  id: "exclusion-oracle",
  title: "Finds out by an exclusion constraint or a unique expression whether another tenant has a value",
  family: "ways around",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  breaches: {
    "23505": "the server said that another tenant's row has this value",
    "23P01": "the server said that another tenant's row is in the way",
  },
  why: "An exclusion constraint, and a unique index over an expression or over some rows, looks at the rows of every tenant: the refusal tells what others have booked, or which address is somebody's already.",
  defence: "exclusion constraints and unique indexes of every kind that hold the tenant column",
  fix: "put the tenant column into the constraint (tenant_id WITH =) or into the index",
  run: async (context, table) => {
    if (!mayTry(context, table, "insert")) return withoutPrivilege(context, table, "insert");
    const shape = context.shape(table.object)?.columns;
    const found = await context.ask<{ columns: string[] }>(OTHERS(table.object.oid, table.column));
    // Nobody guesses a uuid.
    const indexes = found.filter(({ columns }) => columns.some((name) => shape?.get(name)?.base !== "uuid"));
    if (indexes.length === 0)
      return moot("every such constraint and index holds the tenant column or is of uuids");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { made } = seed.own;
    const victim = seed.other.made;
    if (made === undefined || victim === undefined)
      return unable(whyMissing({ missing: "existing rows are not copied" }));
    return context.attempts(
      indexes.map(({ columns }) => {
        const values = new Map(made.written);
        for (const name of columns) {
          const taken = victim.stored.get(name);
          if (taken !== undefined && taken !== null) values.set(name, taken);
        }
        const ranges = columns.filter((name) => shape?.get(name)?.kind === "r");
        for (const name of ranges) values.set(name, EVERYTHING);
        // One's own made-up row must not be what it clashes with.
        const { prepare = [], ...room } = withoutRows(context, [table], ["own"]);
        return {
          ...room,
          prepare: [...prepare, ...ranges.map((name) => reaching(table, name, seed.other.predicate))],
          statements: [context.serve(table, seed.own), insertStatement(table.object, values)],
          read: () => unable("the row did not clash, so the constraint says nothing"),
        };
      }),
    );
  },
});

/** A range of any type that overlaps whatever there is. */
const EVERYTHING = "(,)";

/** Made-up ranges are empty, and overlap nothing. Where there are others already the row may stay as it is. */
function reaching({ object }: TenantTable, column: string, where: string): string {
  const update = `UPDATE ${quoteObject(object)} SET ${quoteIdentifier(column)} = ${quoteLiteral(EVERYTHING)} WHERE ${where}`;
  return `DO ${quoteLiteral(`BEGIN ${update}; EXCEPTION WHEN exclusion_violation THEN NULL; END`)}`;
}

/** The columns that each such index without the tenant looks at, those in expressions and conditions included. */
const OTHERS = (oid: number, tenant: string) => `SELECT array_agg(DISTINCT a.attname::text) AS columns
  FROM pg_catalog.pg_index i
 CROSS JOIN LATERAL (SELECT d.refobjsubid AS number FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid
                        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = i.indrelid
                     UNION SELECT pg_catalog.unnest((i.indkey::int2[])[0:i.indnkeyatts - 1])) k
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND a.attnum > 0
 WHERE i.indrelid = ${oid} AND i.indisvalid
   AND (i.indisexclusion OR i.indisunique AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute t WHERE t.attrelid = i.indrelid AND t.attname = ${quoteLiteral(tenant)}
                      AND (t.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                           OR pg_catalog.strpos(pg_catalog.pg_get_expr(i.indexprs, i.indrelid), pg_catalog.quote_ident(t.attname)) > 0))
 GROUP BY i.indexrelid`;
