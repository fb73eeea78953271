import { quoteIdentifier } from "../../postgres/sql/quote";

/** A schema that exists only inside an attempt's savepoint. */
export const SCRATCH = quoteIdentifier("palisade scratch");

/**
 * Gives the attacker a place where it may create, for attacks that are about another privilege: whether it may create
 * anywhere is an attack of its own.
 */
export function scratchSchema(role: string): string[] {
  return [`CREATE SCHEMA ${SCRATCH}`, `GRANT USAGE, CREATE ON SCHEMA ${SCRATCH} TO ${quoteIdentifier(role)}`];
}

/** As {@link scratchSchema}, with a table that the attacker may fill. */
export function scratchTable(role: string): { readonly prepare: string[]; readonly table: string } {
  const table = `${SCRATCH}.lines`;
  return {
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${table} (line text)`,
      `GRANT SELECT, INSERT ON ${table} TO ${quoteIdentifier(role)}`,
    ],
    table,
  };
}
