import type { DataSource, EntityManager } from "typeorm";

/**
 * Runs `work` in a transaction of its own that is for one tenant. Given another transaction's manager it refuses.
 *
 * @param settings for example `{ "app.tenant_id": tenantId }`, from what you have verified, never from a request's body.
 * @param work gets the transaction's own manager: take repositories from it (`manager.getRepository(Order)`). Those of the
 * data source run on other connections, for nobody.
 */
export async function inTenant<T>(
  dataSource: DataSource,
  settings: Readonly<Record<string, string>>,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  // A manager has a `transaction` too. It would be a savepoint, and what follows it in the outer transaction would be for
  // the inner one's tenant.
  if (!("createQueryRunner" in dataSource))
    throw new Error("a tenant's transaction cannot begin inside of another one");
  return dataSource.transaction(async (manager) => {
    await manager.query("SELECT set_config(key, value, true) FROM json_each_text($1)", [
      JSON.stringify(settings),
    ]);
    return work(manager);
  });
}
