import { sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { PgTransaction } from "drizzle-orm/pg-core";

/** What `transaction` hands to its callback. */
type TransactionOf<Schema extends Record<string, unknown>> = Parameters<
  Parameters<NodePgDatabase<Schema>["transaction"]>[0]
>[0];

/**
 * Runs `work` in a transaction of its own that is for one tenant. Inside of another transaction it is refused.
 *
 * @param settings for example `{ "app.tenant_id": tenantId }`, from what you have verified, never from a request's body.
 * @param work gets the transaction. What it asks of the outer `db` runs on another connection, for nobody.
 */
export async function inTenant<T, Schema extends Record<string, unknown>>(
  db: NodePgDatabase<Schema>,
  settings: Readonly<Record<string, string>>,
  work: (transaction: TransactionOf<Schema>) => Promise<T>,
): Promise<T> {
  // It would be a savepoint, and what follows it in the outer transaction would be for the inner one's tenant.
  if (db instanceof PgTransaction)
    throw new Error("a tenant's transaction cannot begin inside of another one");
  return db.transaction(async (transaction) => {
    await transaction.execute(
      sql`SELECT set_config(key, value, true) FROM json_each_text(${JSON.stringify(settings)})`,
    );
    return work(transaction);
  });
}
