import type { Pool, PoolClient } from "pg";

/**
 * Runs `work` in a transaction of its own that is for one tenant.
 *
 * @param settings for example `{ "app.tenant_id": tenantId }`, from what you have verified, never from a request's body.
 * @param work gets the transaction's own client. What it asks of the pool runs on another connection, for nobody.
 */
export async function inTenant<T>(
  pool: Pool,
  settings: Readonly<Record<string, string>>,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config(key, value, true) FROM json_each_text($1)", [
      JSON.stringify(settings),
    ]);
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection whose transaction cannot be ended must not go back to the pool.
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
