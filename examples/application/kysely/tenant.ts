import { type Kysely, sql, type Transaction } from "kysely";

/**
 * Runs `work` in a transaction of its own that is for one tenant. Inside of another transaction Kysely refuses it.
 *
 * @param settings for example `{ "app.tenant_id": tenantId }`, from what you have verified, never from a request's body.
 * @param work gets the transaction. What it asks of the outer `db` runs on another connection, for nobody.
 */
export function inTenant<T, Schema>(
  db: Kysely<Schema>,
  settings: Readonly<Record<string, string>>,
  work: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`SELECT set_config(key, value, true) FROM json_each_text(${JSON.stringify(settings)})`.execute(
      transaction,
    );
    return work(transaction);
  });
}
