import type { Sql, TransactionSql } from "postgres";

/**
 * Runs `work` in a transaction of its own that is for one tenant.
 *
 * @param settings for example `{ "app.tenant_id": tenantId }`, from what you have verified, never from a request's body.
 * @param work gets the transaction's own `sql`. The outer one runs on another connection, for nobody.
 */
export async function inTenant<T>(
  sql: Sql,
  settings: Readonly<Record<string, string>>,
  work: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  const result = await sql.begin(async (transaction) => {
    // The casts keep postgres.js from encoding the text as JSON a second time.
    const text = JSON.stringify(settings);
    await transaction`SELECT set_config(key, value, true) FROM json_each_text(${text}::text::json)`;
    return { value: await work(transaction) };
  });
  return result.value;
}
