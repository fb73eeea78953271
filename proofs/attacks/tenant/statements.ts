import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import type { AttackContext } from "../../context";
import { NO_RIGHTS } from "../../scene/rights";
import type { Partition, TenantTable } from "../../scene/scene";
import type { SeedRow } from "../../seed/seeds";

/** A column that the role may set, if there is any; the tenant column only where nothing else is left. */
export function settableColumn(context: AttackContext, { object, column }: TenantTable | Partition): string {
  const { settable } = context.rights.get(object.oid) ?? NO_RIGHTS;
  return settable.find((name) => name !== column) ?? column;
}

/** `UPDATE … SET c = c`: changes nothing a constraint could mind, yet writes a new version of every row it reaches. */
export function setToItself(context: AttackContext, table: TenantTable | Partition): string {
  const column = quoteIdentifier(settableColumn(context, table));
  return `UPDATE ${quoteObject(table.object)} SET ${column} = ${column}`;
}

/**
 * Takes made-up rows out of tables beforehand. A superuser does it without the foreign keys that would object, anybody
 * else as the tables' owner.
 */
export function withoutRows(
  context: AttackContext,
  tables: readonly TenantTable[],
  sides: readonly ("own" | "other")[],
): Pick<Attempt, "prepare" | "prepareAs"> {
  const deletions = tables.flatMap((table) => {
    const seed = context.seed(table);
    if ("missing" in seed) return [];
    return sides.map((side) => `DELETE FROM ${quoteObject(table.object)} WHERE ${seed[side].predicate}`);
  });
  const [owner] = tables.map(({ object }) => object.owner);
  if (!context.ownSessions)
    return { prepare: deletions, ...(owner === undefined ? {} : { prepareAs: owner }) };
  return {
    prepare: [
      "SET LOCAL session_replication_role = replica",
      ...deletions,
      "SET LOCAL session_replication_role = origin",
    ],
  };
}

/**
 * A condition that reads no column, so that no SELECT policy comes into play, and that fails with division by zero at
 * the first row beyond `allowed`: nothing is ever changed by it, however many rows the role can reach. The planner
 * keeps volatile functions, and it evaluates row security first because they are not leakproof.
 */
export function atMostRows(allowed: number): string {
  const counter = `pg_catalog.set_config('palisade.rows', (coalesce(nullif(pg_catalog.current_setting('palisade.rows', true), ''), '0')::int + 1)::text, true)::int`;
  return `1 / (${allowed + 1} - ${counter}) IS NULL`;
}

/** True for every row of a tenant: those that were made up, and those that were there before. */
export function belongsTo({ column }: TenantTable, { tenant }: SeedRow): string {
  return `${quoteIdentifier(column)} = ${quoteLiteral(tenant)}`;
}

/** True only for the predicate's rows, and division by zero for every other row that it is evaluated on. */
export function onlyFor(predicate: string): string {
  return `1 / (CASE WHEN ${predicate} THEN 1 ELSE 0 END) = 2`;
}
