import type { SecuredObject } from "../../../postgres/model/objects";
import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import type { AttackContext } from "../../context";
import { moot, reached } from "../../observation";
import type { ForeignTable, ForeignView } from "../../scene/foreign-tables";
import { NO_RIGHTS } from "../../scene/rights";

/** What the catalog says of a foreign table that no attack may try: an attempt would reach another server. */
interface Behind {
  /** Whether its wrapper can do anything at all. */
  readonly works: boolean;
  /** The database, the schema and the table that the options name. */
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
}

/** That a foreign table holds tenants' rows, in words that complete "may read it, though …"; or why it is no target. */
export async function tenantsBehind(
  context: AttackContext,
  { object, column }: ForeignTable,
): Promise<string | ReturnType<typeof moot>> {
  const [behind] = await context.ask<Behind>(BEHIND, [object.oid]);
  if (behind?.works !== true)
    return moot("its foreign-data wrapper has no handler, so that nobody reaches anything by it");
  if (column !== undefined) return `it has ${column} and can have no row security`;
  const { database, schema, name } = behind;
  const table =
    database === context.scene.model.database
      ? context.privateTables.find((one) => one.object.schema === schema && one.object.name === name)
      : undefined;
  return table === undefined
    ? moot("it has no tenant column, and its options name no tenant table of this database")
    : `it leads to ${table.key} of a database of this name, past its row security`;
}

/** The same of what a view reads. */
export async function tenantsBehindView(
  context: AttackContext,
  { over, copies }: ForeignView,
): Promise<string | ReturnType<typeof moot>> {
  const [copy] = copies;
  if (copy !== undefined) return `it reads ${copy}, a copy of tenants' rows without row security`;
  for (const table of over) {
    const behind = await tenantsBehind(context, table);
    if (typeof behind === "string") return `it reads ${table.key}: ${behind}`;
  }
  return moot("nobody reaches tenants' rows by the foreign tables that it reads");
}

/** An attempt for each way in which rows could be written, where there is one at all: explained, so that nothing is. */
export function explainedWrites(
  { rights }: AttackContext,
  object: SecuredObject,
  behind: string,
): readonly Attempt[] {
  const name = quoteObject(object);
  const { writable, settable } = rights.get(object.oid) ?? NO_RIGHTS;
  const [column] = settable;
  const explained = (statement: string, does: string): Attempt => ({
    statements: [`EXPLAIN ${statement} WHERE false`],
    read: () => reached(`may ${does}, though ${behind}`),
  });
  return [
    ...(writable.insert ? [explained(`INSERT INTO ${name} SELECT`, "add rows to it")] : []),
    ...(writable.update && column !== undefined
      ? [explained(`UPDATE ${name} SET ${quoteIdentifier(column)} = DEFAULT`, "change its rows")]
      : []),
    ...(writable.delete ? [explained(`DELETE FROM ${name}`, "delete its rows")] : []),
  ];
}

/** Of a server's options only the database's name is read: the others may be secrets. */
const BEHIND = `SELECT w.fdwhandler <> 0 AS works, s.database,
       coalesce(t.schema, n.nspname) AS schema, coalesce(t.name, c.relname) AS name
  FROM pg_catalog.pg_foreign_table f
  JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_foreign_server e ON e.oid = f.ftserver
  JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = e.srvfdw
 CROSS JOIN LATERAL (SELECT max(o.option_value) FILTER (WHERE o.option_name = 'dbname') AS database
                       FROM pg_catalog.pg_options_to_table(e.srvoptions) o) s
 CROSS JOIN LATERAL (SELECT max(o.option_value) FILTER (WHERE o.option_name = 'schema_name') AS schema,
                            max(o.option_value) FILTER (WHERE o.option_name = 'table_name') AS name
                       FROM pg_catalog.pg_options_to_table(f.ftoptions) o) t
 WHERE f.ftrelid = $1`;
